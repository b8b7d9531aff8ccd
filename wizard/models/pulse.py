"""Signs of life of the processes that do the work."""

from django.db import models


class Pulse(models.Model):
    """When a worker last took something from the queue, or beat last set off a sweep, by the database's clock.

    A process can live and yet be deaf: connected to nothing, taking up nothing. Then this grows old.
    """

    name = models.CharField(max_length=255, primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
