"""Where service providers send people: /{tenant}/saml2, by redirect or by a posted form."""

from markupsafe import Markup
from werkzeug.wrappers import Request, Response

from sandbox.addresses import Addresses
from sandbox.entra import pages
from sandbox.entra.errors import SignInRefused
from sandbox.entra.saml_request import AuthnRequest, read_request
from sandbox.entra.sign_in import application_of_request, sign_in
from sandbox.rows import Row
from sandbox.world import World


def saml2(world: World, addresses: Addresses, _tenant: Row, request: Request) -> Response:
    """Show who may sign in; when somebody is chosen, carry the answer to the service provider."""
    try:
        return _page(world, addresses, request)
    except SignInRefused as error:
        return pages.refused(error.code, error.message)


def _page(world: World, addresses: Addresses, request: Request) -> Response:
    asked = _request(request)
    application, principal = application_of_request(world, asked)
    if "user" not in request.form:
        people = world.table("entra.users").values()
        posted = {key: request.form[key] for key in ("SAMLRequest", "RelayState") if key in request.form}
        return pages.choose_person(people, title=f"Sign in to {principal['displayName']}", fields=posted)
    result = sign_in(
        world,
        addresses,
        app_id=application["appId"],
        user_principal_name=request.form["user"],
        request=asked,
    )
    fields = {"SAMLResponse": result.saml_response}
    if "RelayState" in request.values:
        fields["RelayState"] = request.values["RelayState"]
    return pages.post_on(
        "saml-response",
        result.next_hop,
        title="Signed in",
        button=f"Continue to {principal['displayName']}",
        fields=fields,
        rest=Markup(),
    )


def _request(request: Request) -> AuthnRequest:
    in_query = request.args.get("SAMLRequest", "")
    if in_query or request.method == "GET":
        return read_request(in_query, deflated=True)
    return read_request(request.form.get("SAMLRequest", ""), deflated=False)
