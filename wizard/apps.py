"""The app's name for Django."""

from django.apps import AppConfig


class WizardConfig(AppConfig):
    name = "wizard"
    verbose_name = "Handoff"
    default_auto_field = "django.db.models.BigAutoField"
