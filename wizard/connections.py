"""Opens the clouds of a setup with the sign-in its engineers chose."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.conf import settings

from federation.arns import parse_arn
from federation.clouds import Clouds
from federation.endpoints import Endpoints
from federation.errors import CredentialsRejected, NeedsPerson
from federation.items import (
    AWS_ACCOUNT,
    AWS_PROFILE,
    AWS_REGION,
    AWS_SIGN_IN,
    DIRECTORY,
    ENTRA_SIGN_IN,
    INSTANCE_ARN,
    TENANT_ID,
)
from federation.pace import NoPace, Pace
from federation.sides import Side
from wizard import keyring
from wizard.ledger import RunLedger
from wizard.models import Secret, Setup
from wizard.pace import connect_pace, graph_write_pace
from wizard.record import SetupRecord

if TYPE_CHECKING:
    from federation.clouds.aws.account import AwsAccount
    from federation.clouds.entra.sign_in import ApplicationSignIn, PersonSignIn
    from federation.clouds.entra.tenant import EntraTenant

TOKEN_CACHE = "entra-token-cache"  # noqa: S105 - the name of a purpose, not a secret


def endpoints(setup: Setup) -> Endpoints:
    """Where the setup's clouds are, from the environment.

    Raises NeedsPerson if it was begun with simulated clouds and these are the real ones, or the reverse:
    what the one holds is not in the other.
    """
    if setup.sandbox and not settings.SANDBOX:
        message = "This setup was made in the sandbox; nothing of it exists in the real clouds."
        raise NeedsPerson(message, hint="Start a new setup for the real clouds.")
    if settings.SANDBOX and not setup.sandbox:
        message = "This setup belongs to the real clouds, but Handoff was started with the sandbox."
        raise NeedsPerson(message, hint="Start Handoff without --sandbox to go on with it.")
    return Endpoints.from_environment(os.environ)


def clouds_for(record: SetupRecord, ledger: RunLedger) -> Clouds:
    """Both clouds of the setup, opened on first use."""
    where = endpoints(record.setup)
    return Clouds(
        open_aws=lambda: _open_aws(record, where, ledger),
        open_entra=lambda: _open_entra(record, where, ledger),
        say=ledger.say,
        endpoints=where,
    )


@contextmanager
def clouds_of(record: SetupRecord, ledger: RunLedger) -> Iterator[Clouds]:
    """Both clouds for the length of one run. Keeps what Entra renewed of a person's sign-in."""
    before = _sealed_tokens(record)
    clouds = clouds_for(record, ledger)
    try:
        yield clouds
        _keep_tokens(record, clouds, before)
    finally:
        clouds.close()


def _sealed_tokens(record: SetupRecord) -> bytes | None:
    row = Secret.objects.filter(setup=record.setup, purpose=TOKEN_CACHE).first()
    return bytes(row.ciphertext) if row else None


def _keep_tokens(record: SetupRecord, clouds: Clouds, before: bytes | None) -> None:
    """Not if somebody signed in anew meanwhile: then the newer sign-in stays."""
    tenant = clouds.opened_entra
    if tenant is None or record.get(ENTRA_SIGN_IN) != "person" or not tenant.token_cache:
        return
    if before is not None and _sealed_tokens(record) == before and tenant.token_cache != _kept_tokens(record):
        keyring.keep(record.setup, TOKEN_CACHE, tenant.token_cache)


def _open_aws(record: SetupRecord, where: Endpoints, ledger: RunLedger) -> "AwsAccount":
    # The SDKs are heavy; only a process that makes calls pays for them.
    from federation.clouds.aws.account import AwsSignIn, open_account

    way, region = record.get(AWS_SIGN_IN), record.get(AWS_REGION)
    if way is None or region is None:
        raise CredentialsRejected("Nobody has signed in to AWS for this setup yet.", owner=Side.AWS)
    sign_in = AwsSignIn(way=way, profile=record.get(AWS_PROFILE) or "")  # type: ignore[arg-type] # a choice
    account = open_account(sign_in, region=region, endpoints=where, marker=record.marker, say=ledger.say)
    account.got_to = ledger.got_to
    # Before the account is known, Handoff makes no call to Connect.
    account.pace = connect_pace(record.get(AWS_ACCOUNT) or record.marker, region)
    return account


def pace_of_instance(record: SetupRecord) -> Pace:
    """The budget of calls to the account and region that hold the setup's Connect instance."""
    if INSTANCE_ARN not in record:
        return NoPace()
    arn = parse_arn(record[INSTANCE_ARN])
    return connect_pace(arn.account, arn.region)


def _open_entra(record: SetupRecord, where: Endpoints, ledger: RunLedger) -> "EntraTenant":
    from federation.clouds.entra.tenant import open_tenant

    tenant = _tenant(record)
    if tenant is None:
        raise CredentialsRejected("Nobody has signed in to Entra for this setup yet.", owner=Side.AZURE)
    sign_in = _entra_sign_in(record)
    opened = open_tenant(
        sign_in, tenant=tenant, endpoints=where, marker=record.marker, say=ledger.say, effects=ledger
    )
    opened.pace = graph_write_pace(tenant)
    return opened


def _tenant(record: SetupRecord) -> str | None:
    """The tenant id; the directory as it was typed, while that is newer: then it corrects the id."""
    typed, read = record.revisions.get(DIRECTORY.key), record.revisions.get(TENANT_ID.key)
    newest = max((row for row in (typed, read) if row and row.value), key=lambda row: row.at, default=None)
    return newest.text if newest else None


def _kept_tokens(record: SetupRecord) -> str | None:
    try:
        return keyring.reveal(record.setup, TOKEN_CACHE)
    except keyring.SecretUnreadable as error:
        raise CredentialsRejected(
            "The sign-in that was kept for this setup cannot be read any more.",
            hint="Open “Connect to the Entra tenant” and sign in with Microsoft again.",
            owner=Side.AZURE,
            detail=str(error),
        ) from error


def _entra_sign_in(record: SetupRecord) -> "ApplicationSignIn | PersonSignIn":
    from federation.clouds.entra.sign_in import ApplicationSignIn, PersonSignIn

    client_id, secret = settings.ENTRA_CLIENT_ID, settings.ENTRA_CLIENT_SECRET
    if not client_id:
        raise CredentialsRejected(
            "This server has no app registration (ENTRA_CLIENT_ID is not set).",
            hint="Ask whoever runs Handoff to set it, or do the Azure steps by hand.",
            owner=Side.AZURE,
        )
    if record.get(ENTRA_SIGN_IN) == "application":
        return ApplicationSignIn(
            client_id=client_id, secret=secret, certificate_path=settings.ENTRA_CLIENT_CERTIFICATE
        )
    cache = _kept_tokens(record)
    if cache is None:
        raise CredentialsRejected(
            "Nobody has signed in with Microsoft for this setup yet.",
            hint="Open “Connect to the Entra tenant” and sign in with Microsoft.",
            owner=Side.AZURE,
        )
    return PersonSignIn(client_id=client_id, secret=secret, token_cache=cache)
