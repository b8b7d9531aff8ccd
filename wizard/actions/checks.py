"""The login check: compare both clouds, or redeem a real sign-in."""

from datetime import UTC, datetime
from functools import partial

from django.db import transaction
from django.db.models.functions import Now

from federation.findings import Finding
from wizard import permissions
from wizard.actions.start import start_run
from wizard.connections import endpoints, pace_of_instance
from wizard.models import Event, Kind, Person, Run, RunState, Setup
from wizard.queries.overview import LOGIN_CHECK
from wizard.record import SetupRecord


def ask_for_agreement(setup: Setup, *, by: Person) -> Run:
    """Let a worker read both clouds back and compare. Raises PermissionDenied for a project manager."""
    permissions.require_engineer(by, setup)
    return start_run(setup, LOGIN_CHECK, Kind.AGREEMENT, by=by, event=("check-asked", {}))


def redeem_response(setup: Setup, captured: str, *, by: Person) -> Run:
    """Check a response meant for AWS and redeem it once. Its run holds the findings.

    The response is a bearer credential, good for five minutes: it stays in the memory of this request and
    never reaches the database, the queue or a log. Raises PermissionDenied, or FederationError if the text
    is no response (shown beside the field) or a cloud cannot be reached.
    """
    permissions.require_engineer(by, setup)
    # Here and not at the top: the SAML libraries and boto3 are heavy, and only this action needs them.
    from federation.checks.real_thing import check_real_thing
    from federation.clouds.aws.redeem import redeem

    record = SetupRecord(setup)
    findings = check_real_thing(
        captured,
        record,
        endpoints=endpoints(setup),
        now=datetime.now(UTC),
        redeem=partial(redeem, pace=pace_of_instance(record)),
    )
    return _record(setup, record, findings, by=by)


@transaction.atomic
def _record(setup: Setup, record: SetupRecord, findings: tuple[Finding, ...], *, by: Person) -> Run:
    run = Run.objects.create(
        setup=setup,
        step_key=LOGIN_CHECK,
        kind=Kind.REAL_THING,
        state=RunState.SUCCEEDED,
        asked_by=by,
        inputs=record.fingerprints,
        result=[finding.as_dict() for finding in findings],
        started_at=Now(),
        finished_at=Now(),
    )
    proven = not any(finding.failed for finding in findings)
    Event.objects.create(setup=setup, person=by, key="login-proven" if proven else "login-refused")
    return run
