"""Who is at the console of Identity Center, and may they do what the page does?"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import wraps

from markupsafe import Markup
from werkzeug.utils import redirect
from werkzeug.wrappers import Request, Response

from sandbox.aws.authorization import authorise
from sandbox.aws.callers import Caller, key_holder
from sandbox.aws.errors import AwsError
from sandbox.aws.pages.html import error_page, html_page
from sandbox.aws.pages.site import Site, set_cookie
from sandbox.rows import Row
from sandbox.world import World

COOKIE = "sandbox-identity-center"
SESSION = timedelta(hours=12)
_CHOICE = Markup('<p><button name="access_key" value="{key}">{user} in account {account}</button></p>')


@dataclass(frozen=True)
class Visit:
    """One request of somebody who is signed in and may do it; `instance` is the region's."""

    site: Site
    request: Request
    caller: Caller
    instance: Row
    region: str

    @property
    def world(self) -> World:
        return self.site.world

    @property
    def store(self) -> str:
        return str(self.instance["IdentityStoreId"])

    def address(self, path: str = "") -> str:
        """Of a page of this console."""
        return f"/console/{self.region}/singlesignon{path}"

    def go(self, path: str) -> Response:
        """On to another page after a change."""
        return redirect(self.address(path), 303)


Handler = Callable[..., Response]


def for_engineers(action: str) -> Callable[[Handler], Handler]:
    """A page for which the engineer's policies must allow `action`. Handlers get a Visit.

    Actions of the console are those of the Service Authorization Reference, although no SDK has them.
    """

    def wrap(handler: Handler) -> Handler:
        @wraps(handler)
        def view(site: Site, request: Request, *, region: str, **arguments: str) -> Response:
            with site.world.changing() if request.method == "POST" else site.world.lock:
                met = _meet(site, request, region, action)
                return met if isinstance(met, Response) else handler(met, **arguments)

        return view

    return wrap


def _meet(site: Site, request: Request, region: str, action: str) -> Visit | Response:
    caller = _caller(site, request)
    if caller is None:
        return _sign_in_page(site, region)
    rows = site.world.table("ids.instances").values()
    owned = [row for row in rows if row["OwnerAccountId"] == caller.account]
    instance = next((row for row in owned if row["PrimaryRegion"] == region), None)
    if instance is None:
        return _not_here(caller, region, owned)
    try:
        authorise(caller, action=action, resource=instance["InstanceArn"], context={})
    except AwsError as error:
        return error_page(error.message, code=error.code, status=403)
    return Visit(site, request, caller, instance, region)


def _caller(site: Site, request: Request) -> Caller | None:
    row = site.session("idc.console_sessions", request, COOKIE)
    key = site.world.table("iam.access_keys").get(row["AccessKeyId"]) if row else None
    return key_holder(site.world, key) if key else None


def _not_here(caller: Caller, region: str, owned: list[Row]) -> Response:
    places = ", ".join(row["PrimaryRegion"] for row in owned)
    text = f"IAM Identity Center is not enabled in {region} for account {caller.account}."
    if places:
        text += f" It is enabled in {places}."
    return error_page(text, code="NotEnabledHere", status=404, title="IAM Identity Center")


def _keys(world: World) -> list[Row]:
    """One active key of each user in an account that owns an instance."""
    owners = {row["OwnerAccountId"] for row in world.table("ids.instances").values()}
    keys = world.table("iam.access_keys").values()
    return [key for key in keys if key["account"] in owners and key["UserName"] and key["Status"] == "Active"]


def _sign_in_page(site: Site, region: str) -> Response:
    choices = Markup("").join(
        _CHOICE.format(key=key["AccessKeyId"], user=key["UserName"], account=key["account"])
        for key in _keys(site.world)
    )
    text = "The console has a sign-in of its own; here you choose who you are. No password is asked."
    action = f"/console/{region}/singlesignon/sign-in"
    body = Markup('<p>{}</p><form method="post" action="{}">{}</form>').format(text, action, choices)
    return html_page("Sign in to the console", body, page="console-sign-in")


def sign_in(site: Site, request: Request, *, region: str) -> Response:
    """POST of an access key's id: that engineer is signed in."""
    with site.world.changing():
        chosen = request.form.get("access_key", "")
        key = site.world.table("iam.access_keys").get(chosen)
        if key is None or key["UserName"] is None or key["Status"] != "Active":
            return _sign_in_page(site, region)
        token = site.keep("idc.console_sessions", {"AccessKeyId": chosen}, SESSION)
    response = redirect(f"/console/{region}/singlesignon/", 303)
    set_cookie(response, COOKIE, token, path="/console")
    return response
