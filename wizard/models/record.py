"""The handoff record: revisions of items. Rows are added, never changed."""

from typing import Any, ClassVar

from django.db import models

from federation.items import ITEMS, Item
from wizard.models.person import Person
from wizard.models.run import Run
from wizard.models.setup import Setup


class Origin(models.TextChoices):
    """How a value came into the record."""

    TYPED = "typed", "typed"
    UPLOADED = "uploaded", "uploaded"
    READ = "read", "read from the API"
    UNDONE = "undone", "withdrawn by undoing"


class Revision(models.Model):
    """One value of one item. The highest `number` of a key is the current one.

    `fingerprint` is equal for values that mean the same; it decides whether a step is out of date. A `value`
    of None withdraws an optional answer.
    """

    setup = models.ForeignKey(Setup, on_delete=models.CASCADE, related_name="revisions")
    key = models.CharField(max_length=64)
    number = models.PositiveIntegerField()
    value = models.JSONField(null=True)
    fingerprint = models.CharField(max_length=64)
    origin = models.CharField(max_length=16, choices=Origin)
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    run = models.ForeignKey(Run, null=True, on_delete=models.PROTECT, related_name="revisions")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["setup", "key", "number"], name="one_revision_per_number"),
        ]

    def __str__(self) -> str:
        return f"{self.key} #{self.number}"

    @property
    def item(self) -> Item[Any]:
        """The item this is a value of."""
        return ITEMS[self.key]

    @property
    def loaded(self) -> Any:
        """The value as steps see it."""
        return self.item.load(self.value)

    @property
    def text(self) -> str:
        """The value as a person reads and types it; empty for a withdrawn answer."""
        return "" if self.value is None else self.item.write(self.loaded)

    @property
    def brief(self) -> str:
        """The value in one line a person can compare."""
        return "nothing" if self.value is None else self.item.brief(self.loaded)
