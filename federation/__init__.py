"""Single sign-on from Microsoft Entra ID to Amazon Connect, as a library.

Clouds, routes, steps, SAML and checks. It has never heard of Django, Celery or HTTP requests to us.
"""
