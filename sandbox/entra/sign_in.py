"""A person signs in to an application: what Entra sends, made only from what was configured."""

from dataclasses import dataclass

from sandbox.addresses import Addresses
from sandbox.entra import directory
from sandbox.entra.assertion import AssertionContent, signed_response
from sandbox.entra.claims import claims_of
from sandbox.entra.claims_policy import ClaimsPolicy, read_definition
from sandbox.entra.errors import SignInRefused, unknown_application
from sandbox.entra.metadata import issuer
from sandbox.rows import Row
from sandbox.world import World


@dataclass(frozen=True)
class SignInResult:
    """What the browser posts, and where: `reply_url` as configured, `next_hop` its simulated page."""

    reply_url: str
    next_hop: str
    relay_state: str
    saml_response: str


def sign_in(world: World, addresses: Addresses, *, app_id: str, user_principal_name: str) -> SignInResult:
    """Sign a person in, by user principal name or object id. Raises SignInRefused with Entra's code."""
    with world.lock:
        application, principal = application_for_sign_in(world, app_id)
        user = _user(world, user_principal_name)
        _check_assignment(world, user, principal)
        policy = _policy(world, principal)
        key = _signing_key(world, principal, policy)
        reply_url = _reply_url(application)
        content = AssertionContent(
            issuer=issuer(directory.tenant(world)["id"]),
            audience=_audience(application, policy),
            recipient=reply_url,
            name_id=user["userPrincipalName"],
            claims=claims_of(world, user=user, principal=principal, policy=policy),
            at=world.now(),
        )
        settings = principal["samlSingleSignOnSettings"] or {}
    return SignInResult(
        reply_url=reply_url,
        next_hop=addresses.local(reply_url) or reply_url,
        relay_state=settings.get("relayState") or "",
        saml_response=signed_response(content, key),
    )


def application_for_sign_in(world: World, app_id: str) -> tuple[Row, Row]:
    """An application people may sign in to with SAML, and its service principal. Raises SignInRefused."""
    application = directory.application_of(world, app_id)
    principal = directory.principal_of(world, app_id)
    if application is None or principal is None:
        raise SignInRefused("AADSTS700016", unknown_application(directory.tenant(world), app_id))
    name = principal["displayName"]
    if not principal["accountEnabled"]:
        raise SignInRefused("AADSTS7000112", f"Application '{app_id}'({name}) is disabled.")
    if principal["preferredSingleSignOnMode"] != "saml":
        message = f"Misconfigured application '{name}': single sign-on with SAML is not set up."
        raise SignInRefused("AADSTS650056", message)
    return application, principal


def _user(world: World, name: str) -> Row:
    user = directory.user_named(world, name)
    if user is None:
        message = (
            f"The user account {name} does not exist in the {directory.tenant(world)['displayName']} directory."
        )
        raise SignInRefused("AADSTS50034", message)
    if not user["accountEnabled"]:
        raise SignInRefused("AADSTS50057", "The user account is disabled.")
    return user


def _check_assignment(world: World, user: Row, principal: Row) -> None:
    if not principal["appRoleAssignmentRequired"]:
        return
    if directory.assignments_of(world, user_id=user["id"], principal_id=principal["id"]):
        return
    raise SignInRefused(
        "AADSTS50105",
        f"Your administrator has configured the application {principal['displayName']} "
        f"('{principal['appId']}') to block users unless they are specifically granted ('assigned') access to "
        "the application. The signed in user "
        f"'{user['userPrincipalName']}' is blocked because they are not a direct member of a group with "
        "access, nor had access directly assigned by an administrator. Please contact your administrator to "
        "assign access to this application.",
    )


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


def _reply_url(application: Row) -> str:
    urls: list[str] = application["web"]["redirectUris"]
    if not urls:
        raise SignInRefused("AADSTS500113", "No reply address is registered for the application.")
    return urls[0]


def _audience(application: Row, policy: ClaimsPolicy | None) -> str:
    if policy is not None and policy.audience:
        return policy.audience
    identifiers: list[str] = application["identifierUris"] or [f"spn:{application['appId']}"]
    # What follows a # only tells several applications apart. Source: Entra's AWS tutorial.
    return identifiers[0].partition("#")[0]
