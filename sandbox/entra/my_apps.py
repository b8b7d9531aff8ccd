"""Where people begin: the user access URL, the choice of a person, the form that carries the response on."""

from collections.abc import Iterable
from wsgiref.types import StartResponse, WSGIApplication

from markupsafe import Markup
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map, Rule
from werkzeug.wrappers import Request, Response

from sandbox.addresses import Addresses
from sandbox.entra import directory, pages
from sandbox.entra.admission import application_for_sign_in
from sandbox.entra.errors import SignInRefused, unknown_tenant
from sandbox.entra.sign_in import SignInResult, sign_in
from sandbox.rows import Row
from sandbox.world import World

_MAP = Map([Rule("/api/signin/<app_id>", endpoint="signin", methods=["GET", "POST"])])

_BELOW = Markup("""<dl>
<dt>Goes to</dt><dd data-reply-url="{reply_url}">{reply_url}</dd>
<dt>Relay state</dt><dd data-relay-state="{relay_state}">{relay_state}</dd>
</dl>
<h2>For Handoff’s login check</h2>
<p><label for="saml-response">SAML response (base64)</label></p>
<textarea id="saml-response" rows="8" readonly>{saml_response}</textarea>
<p class="note">Only the sandbox shows it here. With the real clouds the browser sends the form on at once, and
you take the response from the browser’s developer tools: the form data of the request to the address above.</p>
""")


def create_my_apps(world: World, addresses: Addresses) -> WSGIApplication:
    """The application to mount where MYAPPS_ENDPOINT points."""

    def application(environ: Row, start_response: StartResponse) -> Iterable[bytes]:
        return _answer(world, addresses, Request(environ))(environ, start_response)

    return application


def _answer(world: World, addresses: Addresses, request: Request) -> Response:
    try:
        _, params = _MAP.bind("my-apps").match(request.path, method=request.method)
    except HTTPException as error:
        return Response(status=error.code or 404)
    try:
        return _page(world, addresses, request, app_id=params["app_id"])
    except SignInRefused as error:
        return pages.refused(error.code, error.message)


def _page(world: World, addresses: Addresses, request: Request, *, app_id: str) -> Response:
    tenant = request.args.get("tenantId", "")
    if directory.tenant_named(world, tenant) is None:
        raise SignInRefused("AADSTS90002", unknown_tenant(tenant))
    if request.method == "POST":
        user = request.form.get("user", "")
        return _carry_on(sign_in(world, addresses, app_id=app_id, user_principal_name=user))
    with world.lock:
        _, principal = application_for_sign_in(world, app_id)
        people = list(world.table("entra.users").values())
    return pages.choose_person(people, title=f"Sign in to {principal['displayName']}")


def _carry_on(result: SignInResult) -> Response:
    fields = {"SAMLResponse": result.saml_response, "RelayState": result.relay_state}
    below = _BELOW.format(
        reply_url=result.reply_url, relay_state=result.relay_state, saml_response=result.saml_response
    )
    return pages.post_on(
        "saml-response",
        result.next_hop,
        title="Signed in",
        button="Continue to Amazon Web Services",
        fields=fields,
        rest=below,
    )
