"""The console's pages a role session reaches: federation into Connect, and the home page."""

from urllib.parse import urlsplit

from markupsafe import Markup
from werkzeug.utils import redirect
from werkzeug.wrappers import Request, Response

from sandbox.aws.authorization import authorise
from sandbox.aws.callers import Caller, session_caller
from sandbox.aws.connect.federation import SESSION, federated_user
from sandbox.aws.connect.instances import status
from sandbox.aws.errors import AwsError
from sandbox.aws.pages.html import error_page, html_page
from sandbox.aws.pages.site import CONNECT_COOKIE, CONSOLE_COOKIE, Site, set_cookie
from sandbox.rows import Row

NOT_ONBOARDED = (
    "Access Denied. Your account has been authenticated, but has not been onboarded to this application."
)
DENIED = "Access denied, Please contact your AWS account administrator for assistance."


def _caller(site: Site, request: Request) -> Caller | None:
    row = site.session("sts.console_sessions", request, CONSOLE_COOKIE)
    if row is None:
        return None
    session = site.world.table("sts.sessions").get(row["AccessKeyId"])
    if session is None:
        return None
    try:
        return session_caller(site.world, session, expired="ExpiredToken")
    except AwsError:
        return None


def _signed_out() -> Response:
    return error_page("You are not signed in to the console.", code="SignedOut", status=403)


def console_home(site: Site, request: Request, *, region: str) -> Response:
    """Where people land without a relay state."""
    caller = _caller(site, request)
    if caller is None:
        return _signed_out()
    body = Markup("<p>Signed in as {} in {}.</p>").format(caller.arn, region)
    return html_page("AWS console home", body, page="console-home", user=caller.name)


def federate(site: Site, request: Request, *, region: str, instance_id: str) -> Response:
    """The relay state's page: does GetFederationToken for the role session, then opens the instance."""
    with site.world.changing():
        caller = _caller(site, request)
        if caller is None:
            return _signed_out()
        instance = _instance(site, caller, region, instance_id)
        if instance is None:
            return error_page("404 Not Found", code="404", status=404)
        try:
            user = _federated(site, caller, instance)
        except AwsError as error:
            return _refusal(error)
        return _open(site, request, instance, user)


def _instance(site: Site, caller: Caller, region: str, instance_id: str) -> Row | None:
    instance = site.world.table("connect.instances").get(instance_id)
    if instance is None or (instance["account"], instance["region"]) != (caller.account, region):
        return None
    return instance if status(site.world, instance) == "ACTIVE" else None


def _federated(site: Site, caller: Caller, instance: Row) -> Row:
    authorise(
        caller,
        action="connect:GetFederationToken",
        resource=f"{instance['Arn']}/user/{caller.user_id}",
        context={"connect:instanceid": (instance["Id"],)},
    )
    return federated_user(site.world, caller, instance)


def _refusal(error: AwsError) -> Response:
    if error.code == "UserNotFoundException":
        return error_page(NOT_ONBOARDED, code="UserNotOnboarded", status=403)
    return error_page(DENIED, code=error.code, status=403)


def _open(site: Site, request: Request, instance: Row, user: Row) -> Response:
    destination = request.args.get("destination", "") or "/home"
    if not destination.startswith("/"):
        return _outside(instance, destination)
    address = site.addresses.local(f"{instance['InstanceAccessUrl']}{destination}")
    row = {"instance": instance["Id"], "user": user["Id"]}
    token = site.keep("connect.sign_ins", row, SESSION)
    response = redirect(str(address), 302)
    set_cookie(response, CONNECT_COOKIE, token, path=f"/connect/{instance['InstanceAlias'].lower()}")
    return response


def _outside(instance: Row, destination: str) -> Response:
    """A site of somebody else must be approved; http becomes https (administrator guide, SAML)."""
    address = destination.replace("http://", "https://", 1)
    parts = urlsplit(address)
    if f"{parts.scheme}://{parts.netloc}" not in instance.get("origins", []):
        text = f"{destination} is not an approved origin of this instance."
        return error_page(text, code="UnapprovedOrigin", status=403)
    return redirect(address, 302)
