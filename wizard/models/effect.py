"""What is being made in a cloud and may exist although nobody has heard so."""

from typing import ClassVar

from django.db import models

from wizard.models.run import Run
from wizard.models.setup import Setup


class Effect(models.Model):
    """An intent: the call that makes the thing `key` may have been sent, and its outcome is not known.

    Written and committed before the call, deleted when the outcome is known. `at` is by the database's clock.
    """

    setup = models.ForeignKey(Setup, on_delete=models.CASCADE, related_name="effects")
    key = models.CharField(max_length=300)
    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["setup", "key"], name="one_open_effect_per_thing"),
        ]

    def __str__(self) -> str:
        return self.key
