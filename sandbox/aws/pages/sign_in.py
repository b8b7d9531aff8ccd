"""AWS's sign-in endpoint: takes the identity provider's response, gives a role session."""

from collections.abc import Sequence
from datetime import timedelta

from markupsafe import Markup
from werkzeug.utils import redirect
from werkzeug.wrappers import Request, Response

from sandbox.aws.errors import AwsError
from sandbox.aws.ids import new_uuid
from sandbox.aws.models import status_of
from sandbox.aws.pages.html import error_page, html_page
from sandbox.aws.pages.site import CONSOLE_COOKIE, Site, set_cookie
from sandbox.aws.saml.response import claimed, decode
from sandbox.aws.sts.sessions import check_region
from sandbox.aws.sts.with_saml import present, redeem
from sandbox.rows import Row

INVALID = "Your request included an invalid SAML response. To logout, click here."
LARGEST_FORM = 4_000_000
Pairs = Sequence[tuple[str, str]]


def sign_in(site: Site, request: Request, *, region: str, provider: str = "") -> Response:
    """POST of SAMLResponse and RelayState, as the identity provider's page sends it."""
    request.max_form_memory_size = LARGEST_FORM
    encoded = request.form.get("SAMLResponse", "")
    relay_state = request.form.get("RelayState", "")
    try:
        pairs = claimed(decode(encoded)).role_pairs
    except AwsError:
        pairs = ()
    chosen = _chosen(pairs, request.form.get("roleIndex", ""))
    if not pairs:
        return error_page(INVALID, code="InvalidSamlResponse", status=400)
    if chosen is None:
        return _role_chooser(pairs, encoded, relay_state)
    try:
        session = _redeem(site, encoded, chosen, region=region, provider=provider)
    except AwsError as error:
        return _refusal(error)
    return _onwards(site, session, region=region, relay_state=relay_state)


def _chosen(pairs: Pairs, role_arn: str) -> tuple[str, str] | None:
    if len(pairs) == 1:
        return pairs[0]
    return next((pair for pair in pairs if pair[0] == role_arn), None)


def _receivers(region: str, provider: str) -> tuple[str, ...]:
    """The addresses this endpoint answers to; the global one lives in us-east-1."""
    path = f"/saml/acs/{provider}" if provider else "/saml"
    regional = f"https://{region}.signin.aws.amazon.com{path}"
    return (regional, f"https://signin.aws.amazon.com{path}") if region == "us-east-1" else (regional,)


def _redeem(site: Site, encoded: str, pair: tuple[str, str], *, region: str, provider: str) -> Row:
    role_arn, provider_arn = pair
    receivers = _receivers(region, provider)
    with site.world.changing():
        check_region(site.world, role_arn.split(":")[4], region)
        claim = present(site.world, encoded, role_arn=role_arn, provider_arn=provider_arn, receivers=receivers)
        return redeem(site.world, claim)


def _refusal(error: AwsError) -> Response:
    """In the words of the sign-in page. Source: IAM user guide, "Troubleshoot SAML federation"."""
    status = status_of(error, None)
    if "(Service:" in error.message:
        return error_page(f"Failed to assume role: {error.message}.", code=error.code, status=status)
    details = f"Status Code: {status}; Error Code: {error.code}; Request ID: {new_uuid()}"
    text = f"{error.message} (Service: AWSSecurityTokenService; {details}). Please try again."
    return error_page(text, code=error.code, status=status)


def _role_chooser(pairs: Pairs, encoded: str, relay_state: str) -> Response:
    choices = Markup("").join(
        Markup('<p><label><input type="radio" name="roleIndex" value="{0}" required> {0}</label></p>').format(
            arn
        )
        for arn, _ in pairs
    )
    body = Markup(
        '<form method="post"><input type="hidden" name="SAMLResponse" value="{}">'
        '<input type="hidden" name="RelayState" value="{}">{}<button>Sign in</button></form>'
    ).format(encoded, relay_state, choices)
    return html_page("Select a role", body, page="role-chooser")


def _onwards(site: Site, session: Row, *, region: str, relay_state: str) -> Response:
    home = f"https://{region}.console.aws.amazon.com/console/home"
    address = site.addresses.local(relay_state or home)
    if address is None:
        return error_page(f"The sandbox has no {relay_state}.", code="UnknownRelayState", status=404)
    with site.world.changing():
        row = {"AccessKeyId": session["AccessKeyId"]}
        token = site.keep("sts.console_sessions", row, timedelta(seconds=session["seconds"]))
    response = redirect(address, 302)
    set_cookie(response, CONSOLE_COOKIE, token, path="/console")
    return response
