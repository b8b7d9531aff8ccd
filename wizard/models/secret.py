"""Secrets at rest: ciphertext only, bound to the row they belong to."""

from typing import ClassVar

from django.db import models

from wizard.models.setup import Setup


class Secret(models.Model):
    """One encrypted text of a setup. `wizard.keyring` reads and writes it; nothing else may."""

    setup = models.ForeignKey(Setup, on_delete=models.CASCADE, related_name="secrets")
    purpose = models.CharField(max_length=64)
    ciphertext = models.BinaryField()
    at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["setup", "purpose"], name="one_secret_per_purpose"),
        ]

    def __str__(self) -> str:
        return self.purpose
