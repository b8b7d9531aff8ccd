"""Whether Entra lets a person into an application at all."""

from sandbox.entra import directory
from sandbox.entra.errors import SignInRefused, unknown_application
from sandbox.rows import Row
from sandbox.world import World


def application_for_sign_in(world: World, app_id: str) -> tuple[Row, Row]:
    """An application people may sign in to with SAML, and its service principal. Raises SignInRefused."""
    application = directory.application_of(world, app_id)
    principal = directory.principal_of(world, app_id)
    if application is None or principal is None:
        raise SignInRefused("AADSTS700016", unknown_application(directory.tenant(world), app_id))
    name = principal["displayName"]
    # Of isDisabled only the property is documented; that it reads like a disabled sign-in is our guess.
    if not principal["accountEnabled"] or application.get("isDisabled"):
        raise SignInRefused("AADSTS7000112", f"Application '{app_id}'({name}) is disabled.")
    if principal["preferredSingleSignOnMode"] != "saml":
        message = f"Misconfigured application '{name}': single sign-on with SAML is not set up."
        raise SignInRefused("AADSTS650056", message)
    return application, principal


def user_for_sign_in(world: World, name: str, principal: Row) -> Row:
    """The person, if the tenant knows them and they are enabled. Raises SignInRefused."""
    user, tenant = directory.user_named(world, name), directory.tenant(world)
    if user is None and directory.tenant_named(world, name.rpartition("@")[2]) is None and "@" in name:
        raise SignInRefused(
            "AADSTS50020",
            f"User account '{name}' from identity provider 'https://sts.windows.net/' does not exist in tenant "
            f"'{tenant['displayName']}' and cannot access the application '{principal['appId']}'"
            f"({principal['displayName']}) in that tenant. The account needs to be added as an external user "
            "in the tenant first. Sign out and sign in again with a different Azure Active Directory user "
            "account.",
        )
    if user is None:
        message = f"The user account {name} does not exist in the {tenant['displayName']} directory."
        raise SignInRefused("AADSTS50034", message)
    if not user["accountEnabled"]:
        raise SignInRefused("AADSTS50057", "The user account is disabled.")
    return user


def check_assignment(world: World, user: Row, principal: Row) -> None:
    """Raises SignInRefused AADSTS50105 if assignment is required and neither the person nor a group they
    are a direct member of is assigned."""
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
