"""What happened in a setup, one sentence each. Rows are added, never changed."""

from typing import Any, ClassVar

from django.db import models

from wizard.models.person import Person
from wizard.models.setup import Setup


class Event(models.Model):
    """Key and data of one happening; `wizard.sentences` makes the sentence. Never holds a secret."""

    setup = models.ForeignKey(Setup, on_delete=models.CASCADE, related_name="events")
    at = models.DateTimeField(auto_now_add=True)
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    side = models.CharField(max_length=16, blank=True)
    key = models.CharField(max_length=64)
    data: "models.JSONField[dict[str, Any]]" = models.JSONField(default=dict)

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["setup", "at"])]

    def __str__(self) -> str:
        return self.key
