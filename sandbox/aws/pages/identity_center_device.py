"""The page where an engineer confirms the code a program shows (sso-oidc's device authorization)."""

from markupsafe import Markup
from werkzeug.wrappers import Request, Response

from sandbox.aws.identity_center.device_authorization import device_of
from sandbox.aws.identity_center.instances import instance_of_store
from sandbox.aws.pages.html import html_page
from sandbox.aws.pages.identity_center_forms import form, text_field
from sandbox.aws.pages.identity_center_portal import ask_to_sign_in, signed_in
from sandbox.aws.pages.site import Site

_CONFIRM = Markup(
    "<p>A program asks to use your accounts. Is this the code it shows?</p><p><strong>{code}</strong></p>"
    '<form method="post" action="/portal/device"><input type="hidden" name="user_code" value="{code}">'
    '<button name="decision" value="allow">Confirm and continue</button> '
    '<button name="decision" value="deny">Deny access</button></form>'
)


def show(site: Site, request: Request) -> Response:
    """The code to type, or to confirm once somebody is signed in."""
    return _show(site, request, request.args.get("user_code", ""))


def _show(site: Site, request: Request, code: str) -> Response:
    with site.world.lock:
        device = device_of(site.world, code)
        if device is None:
            return _ask_code(code)
        instance = instance_of_store(site.world, device["store"])
        if signed_in(site, request, device["store"]) is None and instance is not None:
            return ask_to_sign_in(site, instance, path=f"/device?user_code={device['user_code']}")
    body = _CONFIRM.format(code=device["user_code"])
    return html_page("Authorization requested", body, page="device-confirm", code=device["user_code"])


def _ask_code(code: str) -> Response:
    error = "This code is not valid, or it has expired." if code else ""
    field = text_field("user_code", "Code your program shows", code, error=error)
    status = 400 if error else 200
    return html_page(
        "Authorize request", form("/portal/device", "Confirm", field), status=status, page="device-code"
    )


def decide(site: Site, request: Request) -> Response:
    """POST of user_code, and decision (allow or deny) once somebody is signed in."""
    code, decision = request.form.get("user_code", ""), request.form.get("decision", "")
    if decision not in {"allow", "deny"}:
        return _show(site, request, code)
    with site.world.changing():
        device = device_of(site.world, code)
        user = signed_in(site, request, device["store"]) if device else None
        if device is None or user is None or device["state"] != "pending":
            return _ask_code(code)
        device.update(state="allowed" if decision == "allow" else "denied", user=user["UserId"])
    text = "Request approved." if decision == "allow" else "Request denied."
    return html_page(text, Markup("<p>You can close this page.</p>"), page="device-done", decision=decision)
