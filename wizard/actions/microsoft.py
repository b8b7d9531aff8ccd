"""Sign in to Entra as a person (authorization code with PKCE) and keep the tokens for the worker."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db import transaction

from federation.errors import CredentialsRejected
from federation.items import DIRECTORY, ENTRA_SIGN_IN
from federation.sides import Side
from wizard import keyring, permissions
from wizard.connections import TOKEN_CACHE, endpoints
from wizard.models import Event, Person, Setup
from wizard.record import SetupRecord

STEP_KEY = "azure-connect"


def must_sign_in(setup: Setup) -> bool:
    """Whether the engineer chose to sign in as themselves and has not done so for this tenant yet."""
    record = SetupRecord(setup)
    if record.get(ENTRA_SIGN_IN) != "person":
        return False
    kept = setup.secrets.filter(purpose=TOKEN_CACHE).first()
    return kept is None or kept.at < record.revisions[DIRECTORY.key].at


def signed_in(setup: Setup) -> bool:
    """Whether somebody signed in with Microsoft for this setup."""
    return setup.secrets.filter(purpose=TOKEN_CACHE).exists()


def begin_sign_in(setup: Setup, *, redirect_uri: str, by: Person) -> dict[str, Any]:
    """The flow to remember until Entra answers; `auth_uri` is where to go. Raises FederationError."""
    permissions.require_side(by, setup, Side.AZURE)
    from federation.clouds.entra.sign_in import begin_code_flow  # msal is heavy

    tenant = SetupRecord(setup).get(DIRECTORY)
    if tenant is None or not settings.ENTRA_CLIENT_ID:
        raise CredentialsRejected(
            "This server has no app registration, or the tenant is not entered yet.", owner=Side.AZURE
        )
    return begin_code_flow(
        client_id=settings.ENTRA_CLIENT_ID,
        secret=settings.ENTRA_CLIENT_SECRET,
        tenant=tenant,
        redirect_uri=redirect_uri,
        endpoints=endpoints(setup),
    )


def finish_sign_in(setup: Setup, flow: dict[str, Any], answer: Mapping[str, str], *, by: Person) -> None:
    """Redeem the code and keep the token cache, encrypted. Raises FederationError."""
    permissions.require_side(by, setup, Side.AZURE)
    from federation.clouds.entra.sign_in import finish_code_flow

    cache = finish_code_flow(
        flow,
        answer,
        client_id=settings.ENTRA_CLIENT_ID,
        secret=settings.ENTRA_CLIENT_SECRET,
        tenant=SetupRecord(setup)[DIRECTORY],
        endpoints=endpoints(setup),
    )
    with transaction.atomic():
        keyring.keep(setup, TOKEN_CACHE, cache)
        Event.objects.create(setup=setup, person=by, side=Side.AZURE, key="signed-in-to-entra")
