"""Workers for tests of the runner: they do what a test tells them, and time can be set back."""

from collections.abc import Callable
from datetime import timedelta

from django.utils.timezone import now

from federation.errors import FederationError
from tests.cast import Cast, ask
from wizard import work as working
from wizard.models import Run

Say = Callable[[str], None]
Work = Callable[[Run, Say], working.Result]


def fine(_: Run, __: Say) -> working.Result:
    """Everything went well."""
    return working.Result(inputs={})


def fail_with(error: FederationError) -> Work:
    """A cloud or a person is in the way."""

    def work(_: Run, __: Say) -> working.Result:
        raise error

    return work


def queued(cast: Cast) -> Run:
    """A run that waits for a worker."""
    return ask(cast, "aws-connect", aws_region="eu-central-1")


def set_back(run: Run, **ages: timedelta) -> None:
    """Move moments of a run into the past."""
    Run.objects.filter(pk=run.pk).update(**{name: now() - age for name, age in ages.items()})
