"""Connect's own pages, behind the instance's access URL."""

from markupsafe import Markup
from werkzeug.wrappers import Request, Response

from sandbox.aws.connect.instances import status
from sandbox.aws.pages.html import error_page, html_page
from sandbox.aws.pages.site import CONNECT_COOKIE, Site
from sandbox.rows import Row

PAGES = {
    "agent-app-v2": ("agent-workspace", "Agent workspace"),
    "ccp-v2": ("ccp", "Contact Control Panel"),
    "home": ("admin", "Admin website"),
}


def workspace(site: Site, request: Request, *, alias: str, page: str = "home") -> Response:
    """A page of the instance for who came in through federation; anybody else's session has expired."""
    with site.world.lock:
        instance = _instance(site, alias)
        found = PAGES.get(page.partition("/")[0])
        if instance is None or found is None:
            return error_page("404 Not Found", code="404", status=404)
        user = _signed_in(site, request, instance)
    if user is None:
        text = "Session expired. Sign in again through your identity provider."
        return error_page(text, code="SessionExpired", status=401, title="Session expired")
    return _shown(*found, instance=instance, user=user)


def _instance(site: Site, alias: str) -> Row | None:
    for row in site.world.table("connect.instances").values():
        if row["InstanceAlias"].lower() == alias.lower() and status(site.world, row) == "ACTIVE":
            return row
    return None


def _signed_in(site: Site, request: Request, instance: Row) -> Row | None:
    session = site.session("connect.sign_ins", request, CONNECT_COOKIE)
    if session is None or session["instance"] != instance["Id"]:
        return None
    return site.world.table("connect.users").get(session["user"])


def _shown(kind: str, title: str, *, instance: Row, user: Row) -> Response:
    info = user["IdentityInfo"]
    body = Markup("<p>{} {} is signed in to {} as <strong>{}</strong>.</p>").format(
        info["FirstName"], info["LastName"], instance["InstanceAlias"], user["Username"]
    )
    return html_page(title, body, page=kind, user=user["Username"], instance=instance["InstanceAlias"])
