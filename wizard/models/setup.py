"""Setups and who takes part in them."""

import secrets
import uuid
from typing import ClassVar

from django.db import models

from federation.routes import ROUTES
from federation.sides import Side
from wizard.models.person import Person

_MARKER_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def new_marker() -> str:
    """8 letters and digits that no one can misread for each other."""
    return "".join(secrets.choice(_MARKER_LETTERS) for _ in range(8))


class Setup(models.Model):
    """One federation being set up: one tenant, one account, one instance, one route.

    `sandbox`: begun with simulated clouds; it never touches real ones.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=120)
    route = models.CharField(max_length=32, choices=[(key, route.title) for key, route in ROUTES.items()])
    marker = models.CharField(max_length=8, unique=True, default=new_marker, editable=False)
    sandbox = models.BooleanField(default=False, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name


class Role(models.TextChoices):
    """What somebody is in one setup."""

    OWNER = "owner", "Owner"
    AZURE = "azure", "Azure engineer"
    AWS = "aws", "AWS engineer"
    MANAGER = "manager", "Project manager"

    @property
    def side(self) -> Side | None:
        """The side this role works on."""
        return Side(self.value) if self.value in set(Side) else None


class Membership(models.Model):
    """A person in a role of a setup. One person may have several roles."""

    setup = models.ForeignKey(Setup, on_delete=models.CASCADE, related_name="memberships")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=16, choices=Role)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["setup", "person", "role"], name="one_membership_per_role"),
        ]

    def __str__(self) -> str:
        return f"{self.person} as {self.get_role_display()} of {self.setup}"
