"""The page on which an administrator consents for the whole tenant: /{tenant}/adminconsent.

Source: Entra docs, "admin consent protocol": parameters, and what the browser comes back with.
"""

from collections.abc import Mapping
from urllib.parse import urlencode, urlsplit

from markupsafe import Markup
from werkzeug.utils import redirect
from werkzeug.wrappers import Request, Response

from sandbox.addresses import Addresses
from sandbox.entra import consent, pages
from sandbox.entra.authorize import check_address
from sandbox.entra.client_authentication import registration_of
from sandbox.entra.errors import TokenRefused
from sandbox.entra.permissions import KNOWN_SCOPES
from sandbox.rows import Row
from sandbox.world import World

_DECLINED = "AADSTS65004: User declined to consent to access the app."
_DONE = Markup("<p>{} may now use these permissions for everybody in {}: {}.</p>")


def admin_consent(world: World, _: Addresses, tenant: Row, request: Request) -> Response:
    """GET asks who consents; POST keeps the consent and sends the browser back, if there is an address."""
    values = request.values.to_dict()
    try:
        registration = registration_of(world, tenant, values.get("client_id", ""))
        if "redirect_uri" in values:
            check_address(registration, values["redirect_uri"])
        if request.method == "GET":
            roles = world.table("entra.directoryRoles")
            people = [world.table("entra.users")[user_id] for user_id in roles]
            title = f"Consent to {registration['displayName']} for {tenant['displayName']}"
            return pages.choose_person(people, title=title, may_cancel=True)
        return _answer(world, tenant, registration, values)
    except TokenRefused as error:
        return pages.refused(error.code, error.message)


def _answer(world: World, tenant: Row, registration: Row, values: Mapping[str, str]) -> Response:
    if values.get("user") not in world.table("entra.users"):
        return _back(values, {"error": "access_denied", "error_description": _DECLINED})
    if not consent.is_administrator(world, values["user"]):
        raise consent.needs_administrator(registration)
    asked = values.get("scope", " ".join(registration["permissions"])).split()
    scopes = [name for name in (scope.rpartition("/")[2] for scope in asked) if name in KNOWN_SCOPES]
    with world.changing():
        consent.grant(world, client_id=registration["id"], user_id=None, scopes=scopes)
    if "redirect_uri" not in values:
        text = _DONE.format(registration["displayName"], tenant["displayName"], ", ".join(scopes))
        return pages.page("consented", "Consent given", text)
    return _back(values, {"admin_consent": "True", "tenant": tenant["id"], "scope": " ".join(scopes)})


def _back(values: Mapping[str, str], outcome: dict[str, str]) -> Response:
    if "redirect_uri" not in values:
        return pages.refused("AADSTS65004", "User declined to consent to access the app.")
    state = {"state": values["state"]} if "state" in values else {}
    joint = "&" if urlsplit(values["redirect_uri"]).query else "?"
    return redirect(f"{values['redirect_uri']}{joint}{urlencode({**outcome, **state})}", code=302)
