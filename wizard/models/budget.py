"""How much of what a cloud allows per second is spent."""

from django.db import models


class Budget(models.Model):
    """A token bucket, told by the moment at which it is full again. By the database's clock.

    `key` names what the cloud counts: an account and region, or a tenant.
    """

    key = models.CharField(max_length=200, primary_key=True)
    full_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.key
