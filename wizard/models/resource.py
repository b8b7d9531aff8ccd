"""What exists in the clouds because of a setup."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from wizard.models.run import Run
from wizard.models.setup import Setup


class Resource(models.Model):
    """One thing in a cloud, by the cloud's own id. `adopted` things were there before us.

    `run` made or adopted it, `removed_by` took it away again; made anew, it is a row of its own. `there` is
    what the last look found, at `looked_at`.
    """

    setup = models.ForeignKey(Setup, on_delete=models.CASCADE, related_name="resources")
    side = models.CharField(max_length=16)
    kind = models.CharField(max_length=64)
    cloud_id = models.CharField(max_length=512)
    name = models.CharField(max_length=256)
    adopted = models.BooleanField(default=False)
    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="resources")
    at = models.DateTimeField(auto_now_add=True)
    there = models.BooleanField(default=True)
    looked_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)
    removed_by = models.ForeignKey(Run, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["setup", "side", "kind", "cloud_id"],
                condition=Q(removed_at=None),
                name="one_row_per_resource_there",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"
