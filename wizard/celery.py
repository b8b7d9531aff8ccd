"""The Celery application. `celery -A wizard worker` and `celery -A wizard beat` find it here."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wizard.settings")

app = Celery("wizard")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["wizard"])
