"""A person signs in to an application: what Entra sends, made only from what was configured."""

from dataclasses import dataclass

from sandbox.addresses import Addresses
from sandbox.entra import directory, sign_in_log
from sandbox.entra.admission import application_for_sign_in, check_assignment, user_for_sign_in
from sandbox.entra.assertion import AssertionContent, signed_response
from sandbox.entra.claims import claims_of, name_id_of
from sandbox.entra.claims_policy import ClaimsPolicy, read_definition
from sandbox.entra.clock import entra_now
from sandbox.entra.errors import SignInRefused, unknown_application
from sandbox.entra.metadata import issuer
from sandbox.entra.saml_request import AuthnRequest, check_contexts, check_reply_url
from sandbox.rows import Row
from sandbox.world import World


@dataclass(frozen=True)
class SignInResult:
    """What the browser posts, and where: `reply_url` as configured, `next_hop` its simulated page."""

    reply_url: str
    next_hop: str
    relay_state: str
    saml_response: str


def sign_in(
    world: World,
    addresses: Addresses,
    *,
    app_id: str,
    user_principal_name: str,
    request: AuthnRequest | None = None,
) -> SignInResult:
    """Sign a person in, by user principal name or object id. Raises SignInRefused with Entra's code.

    `request` is what the service provider asked for, if the sign-in began there.
    """
    with world.lock:
        try:
            content, key, relay_state = _prepared(world, app_id, user_principal_name, request)
        except SignInRefused as error:
            sign_in_log.note(world, app_id, user_principal_name, refused=error)
            raise
        sign_in_log.note(world, app_id, user_principal_name)
    return SignInResult(
        reply_url=content.recipient,
        next_hop=addresses.local(content.recipient) or content.recipient,
        relay_state=relay_state,
        saml_response=signed_response(content, key),
    )


def _prepared(
    world: World, app_id: str, name: str, request: AuthnRequest | None
) -> tuple[AssertionContent, Row, str]:
    application, principal = application_for_sign_in(world, app_id)
    user = user_for_sign_in(world, name, principal)
    check_assignment(world, user, principal)
    if request is not None:
        check_contexts(request, principal["displayName"])
    policy = _policy(world, principal)
    key = _signing_key(world, principal, policy)
    content = AssertionContent(
        issuer=_issuer(world, application, policy),
        audience=_audience(application, policy),
        recipient=_reply_url(application, request),
        name_id=name_id_of(user, policy),
        claims=claims_of(world, user=user, principal=principal, policy=policy),
        at=entra_now(world),
        in_response_to=request.request_id if request else "",
    )
    return content, key, (principal["samlSingleSignOnSettings"] or {}).get("relayState") or ""


def application_of_request(world: World, request: AuthnRequest) -> tuple[Row, Row]:
    """The application whose identifier asks, and its service principal. Raises SignInRefused."""
    for application in world.table("entra.applications").values():
        if request.issuer in (*application["identifierUris"], f"spn:{application['appId']}"):
            check_reply_url(request, application["web"]["redirectUris"])
            return application_for_sign_in(world, application["appId"])
    raise SignInRefused("AADSTS700016", unknown_application(directory.tenant(world), request.issuer))


def _policy(world: World, principal: Row) -> ClaimsPolicy | None:
    policy = directory.policy_of(world, principal["id"])
    return read_definition(policy["definition"]) if policy else None


def _signing_key(world: World, principal: Row, policy: ClaimsPolicy | None) -> Row:
    key = directory.active_key(world, principal)
    if key is not None:
        return key
    if policy is not None:
        raise SignInRefused(
            "AADSTS50146",
            "This application is required to be configured with an application-specific signing key. It is "
            "either not configured with one, or the key has expired or is not yet valid. Please contact the "
            "application's administrator.",
        )
    raise SignInRefused("AADSTS500031", "Cannot find signing certificate configured.")


def _reply_url(application: Row, request: AuthnRequest | None) -> str:
    urls: list[str] = application["web"]["redirectUris"]
    if request is not None and request.reply_url:
        check_reply_url(request, urls)
        return request.reply_url
    if not urls:
        raise SignInRefused("AADSTS500113", "No reply address is registered for the application.")
    return urls[0]


def _issuer(world: World, application: Row, policy: ClaimsPolicy | None) -> str:
    tenants = issuer(directory.tenant(world)["id"])
    return f"{tenants}{application['appId']}/" if policy and policy.issuer_with_application else tenants


def _audience(application: Row, policy: ClaimsPolicy | None) -> str:
    if policy is not None and policy.audience:
        return policy.audience
    identifiers: list[str] = application["identifierUris"] or [f"spn:{application['appId']}"]
    # What follows a # only tells several applications apart. Source: Entra's AWS tutorial, for its gallery
    # application. That it also holds for urn:amazon:webservices#2 of others is nowhere documented.
    return identifiers[0].partition("#")[0]
