"""The form for a captured sign-in response."""

from django import forms


class ResponseForm(forms.Form):
    """One field that takes whatever the engineer could capture."""

    response = forms.CharField(
        label="The response meant for AWS",
        help_text="The SAMLResponse value, the form body, the request as cURL, or a HAR file's content.",
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false", "autocomplete": "off"}),
        error_messages={"required": "Paste the response. It is good for five minutes after signing in."},
        max_length=5_000_000,
    )
