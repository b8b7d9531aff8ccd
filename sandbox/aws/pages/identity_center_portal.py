"""The access portal (https://d-....awsapps.com/start): sign in, see applications, open one."""

from datetime import timedelta

from markupsafe import Markup
from werkzeug.utils import redirect
from werkzeug.wrappers import Request, Response

from sandbox.aws.identity_center import people, saml_applications
from sandbox.aws.identity_center.applications import applications_of
from sandbox.aws.identity_center.assignments import assigned_to
from sandbox.aws.identity_center.external import SignInFailed, request_address, user_of_response
from sandbox.aws.identity_center.instances import instance_of_store
from sandbox.aws.identity_center.responses import signed_response
from sandbox.aws.identity_center.sources import EXTERNAL, service_provider, source_of
from sandbox.aws.pages.html import error_page, html_page, submitting_page
from sandbox.aws.pages.identity_center_forms import link
from sandbox.aws.pages.site import Site, set_cookie
from sandbox.rows import Row

COOKIE = "sandbox-access-portal"
SESSION = timedelta(hours=8)
LARGEST_FORM = 4_000_000
# What real people read, whatever is wrong (user guide, troubleshooting; AWS's guide for Connect).
UNEXPECTED = "An unexpected error has occurred."
NOT_PROCESSED = "An error occurred when we tried to process your request."
_CHOICE = Markup('<p><button name="user" value="{id}">{name}<br>{user_name}</button></p>')
_POST = Markup(
    '<form method="post" action="{}"><input type="hidden" name="SAMLResponse" value="{}">'
    '<input type="hidden" name="RelayState" value="{}"><button>Continue to {}</button></form>'
)


def failed(code: str, reason: str, *, text: str = UNEXPECTED, status: int = 403) -> Response:
    """AWS's sentence, and behind it what the sandbox knows."""
    body = Markup("<p>{}</p><p>Sandbox: {}</p>").format(text, reason)
    return html_page("Something went wrong", body, status=status, page="error", code=code)


def start(site: Site, request: Request, *, store: str) -> Response:
    """The list of applications, or the way to sign in."""
    with site.world.lock:
        instance = instance_of_store(site.world, store)
        if instance is None:
            return error_page("404 Not Found", code="404", status=404)
        user = signed_in(site, request, store)
        return ask_to_sign_in(site, instance, path="") if user is None else _list(site, instance, user)


def signed_in(site: Site, request: Request, store: str) -> Row | None:
    """The user behind the portal's cookie."""
    session = site.session("idc.portal_sessions", request, COOKIE)
    user = site.world.table("ids.users").get(session["user"]) if session else None
    return user if user is not None and user["IdentityStoreId"] == store else None


def ask_to_sign_in(site: Site, instance: Row, *, path: str) -> Response:
    """The way to sign in; `path` is where to go in the portal afterwards."""
    store = instance["IdentityStoreId"]
    if source_of(site.world, store)["type"] == EXTERNAL:
        address = request_address(site.world, store, service_provider(site.world, instance), relay_state=path)
        return redirect(site.addresses.local(address) or address, 302)
    people_here = [row for row in people.users_of(site.world, store) if row["UserStatus"] == "ENABLED"]
    choices = Markup("").join(
        _CHOICE.format(id=row["UserId"], name=row["DisplayName"], user_name=row["UserName"])
        for row in people_here
    )
    body = Markup('<p>{}</p><form method="post" action="/portal/{}/sign-in">{}{}</form>').format(
        "No password is asked.",
        store,
        Markup('<input type="hidden" name="path" value="{}">').format(path),
        choices,
    )
    return html_page("AWS access portal: sign in", body, page="portal-sign-in")


def sign_in(site: Site, request: Request, *, store: str) -> Response:
    """POST of user: chosen from the instance's own directory."""
    with site.world.changing():
        instance = instance_of_store(site.world, store)
        user = site.world.table("ids.users").get(request.form.get("user", ""))
        own = instance is not None and source_of(site.world, store)["type"] != EXTERNAL
        if not own or user is None or user["IdentityStoreId"] != store or user["UserStatus"] != "ENABLED":
            return failed("SignInRefused", "This user cannot sign in here without the identity provider.")
        return _welcome(site, store, user, request.form.get("path", ""))


def _welcome(site: Site, store: str, user: Row, path: str) -> Response:
    token = site.keep("idc.portal_sessions", {"user": user["UserId"]}, SESSION)
    # A path of this portal and nothing else: the value comes from outside.
    address = f"/portal/{store}/start{path if path.startswith('/applications/') else ''}"
    if path.startswith("/device?user_code="):
        address = f"/portal{path}"
    response = redirect(address, 303)
    set_cookie(response, COOKIE, token, path="/portal")
    return response


def receive(site: Site, request: Request, *, region: str, number: str) -> Response:
    """Identity Center's own ACS: POST of the external identity provider's response."""
    request.max_form_memory_size = LARGEST_FORM
    with site.world.changing():
        sources = site.world.table("ids.sources").items()
        store = next((store for store, row in sources if row["acs"] == number), "")
        instance = instance_of_store(site.world, store)
        if instance is None or instance["PrimaryRegion"] != region:
            return failed("UnknownAcs", "No instance has this ACS URL.", status=404)
        if source_of(site.world, store)["type"] != EXTERNAL:
            return failed("NotExternal", "The identity source is not an external identity provider.")
        provider = service_provider(site.world, instance)
        try:
            user = user_of_response(site.world, store, provider, request.form.get("SAMLResponse", ""))
        except SignInFailed as problem:
            return failed(problem.code, problem.reason)
        return _welcome(site, store, user, request.form.get("RelayState", ""))


def _list(site: Site, instance: Row, user: Row) -> Response:
    rows = [
        row
        for row in applications_of(site.world, instance["InstanceArn"])
        if row["Status"] == "ENABLED" and assigned_to(site.world, user, row)
    ]
    base = f"/portal/{instance['IdentityStoreId']}/start/applications"
    items = Markup("").join(
        Markup("<li>{}</li>").format(link(f"{base}/{row['ApplicationArn'].rpartition('/')[2]}", row["Name"]))
        for row in rows
    )
    body = Markup("<p>Signed in as {}.</p><ul>{}</ul>").format(
        user["UserName"], items or Markup("<li>You do not have any applications.</li>")
    )
    return html_page("AWS access portal", body, page="portal", user=user["UserName"])


def open_application(site: Site, request: Request, *, store: str, number: str) -> Response:
    """Sign the user in to an application: a signed response, posted on by the browser."""
    with site.world.lock:
        instance = instance_of_store(site.world, store)
        if instance is None:
            return error_page("404 Not Found", code="404", status=404)
        user = signed_in(site, request, store)
        if user is None:
            return ask_to_sign_in(site, instance, path=f"/applications/{number}")
        rows = applications_of(site.world, instance["InstanceArn"])
        row = next((row for row in rows if row["ApplicationArn"].endswith(f"/{number}")), None)
        if row is None or row["Status"] != "ENABLED" or not assigned_to(site.world, user, row):
            return failed("NotAssigned", "The application is disabled, or nobody assigned it to this user.")
        return _post_on(site, row, user)


def _post_on(site: Site, application: Row, user: Row) -> Response:
    settings = application["saml"]
    address = site.addresses.local(settings["acs_url"])
    if address is None:
        reason = f"The sandbox has no {settings['acs_url']}. Is the application ACS URL right?"
        return failed("UnknownAcs", reason, text=NOT_PROCESSED)
    response = signed_response(site.world, application, user)
    body = _POST.format(address, response, settings["relay_state"], application["Name"])
    return submitting_page("Signing in", body, page="portal-post", user=user["UserName"])


def metadata(site: Site, _: Request, *, region: str, number: str) -> Response:
    """An application's identity-provider metadata, open to everybody."""
    with site.world.lock:
        rows = site.world.table("ids.applications").values()
        row = next((row for row in rows if (row["CreatedFrom"], row["portal"]) == (region, number)), None)
        if row is None:
            return error_page("404 Not Found", code="404", status=404)
        return Response(saml_applications.metadata(row), content_type="application/samlmetadata+xml")
