"""People who may sign in."""

import uuid
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.crypto import salted_hmac


class PersonManager(BaseUserManager["Person"]):
    """Makes people."""

    def create_person(self, *, email: str, name: str) -> "Person":
        """A person who has no password: they come in by their own entry link."""
        person = self.model(email=self.normalize_email(email), name=name)
        person.set_unusable_password()
        person.save()
        return person


class Person(AbstractBaseUser):
    """Somebody by name and e-mail address. What they may do follows from their memberships.

    `link_serial` is part of every entry link and session; raising it ends the older ones. Whoever
    `may_start_setups` decides who uses this server's cloud credentials, so only an administrator grants it.
    `only_setup` belongs to the session, not to the row: an owner's link opens that owner's setup only.
    """

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    is_active = models.BooleanField(default=True)
    link_serial = models.PositiveIntegerField(default=1)
    may_start_setups = models.BooleanField(default=False)

    only_setup: uuid.UUID | None = None

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects = PersonManager()

    def __str__(self) -> str:
        return self.name

    def get_session_auth_hash(self) -> str:
        """Changes with the link serial, so that Django ends every session opened before."""
        told = f"{self.password}/{self.link_serial}"
        return salted_hmac("wizard.Person", told, algorithm="sha256").hexdigest()
