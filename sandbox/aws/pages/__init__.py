"""What the browser sees of AWS: the sign-in endpoint, the console's federation page, Connect's pages."""

from collections.abc import Callable
from typing import Any

from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map, Rule
from werkzeug.wrappers import Request, Response

from sandbox.addresses import Addresses
from sandbox.aws.pages.console import console_home, federate
from sandbox.aws.pages.html import error_page
from sandbox.aws.pages.identity_center_routes import ROUTES as IDENTITY_CENTER
from sandbox.aws.pages.sign_in import sign_in
from sandbox.aws.pages.site import Site
from sandbox.aws.pages.workspace import workspace
from sandbox.world import World

PREFIXES = ("/signin/", "/console/", "/connect/", "/portal/", "/scim/")
"""What the addresses of these pages begin with."""

Page = Callable[..., Response]

ROUTES: tuple[tuple[str, str, Page], ...] = (
    ("POST", "/signin/<region>/saml", sign_in),
    ("POST", "/signin/<region>/saml/acs/<provider>", sign_in),
    ("GET", "/console/<region>/connect/federate/<instance_id>", federate),
    ("GET", "/console/<region>/console/home", console_home),
    ("GET", "/connect/<alias>/", workspace),
    ("GET", "/connect/<alias>/<path:page>", workspace),
    *IDENTITY_CENTER,
)


def create_pages(world: World, addresses: Addresses) -> Any:
    """WSGI application for paths that begin with one of PREFIXES."""
    site = Site(world, addresses)
    views = {f"{method} {path}": view for method, path, view in ROUTES}
    rules = Map(
        [Rule(path, endpoint=f"{method} {path}", methods=[method]) for method, path, _ in ROUTES],
        strict_slashes=False,
        merge_slashes=False,
    )

    def respond(request: Request) -> Response:
        try:
            endpoint, arguments = rules.bind_to_environ(request.environ).match()
            return views[endpoint](site, request, **arguments)
        except HTTPException as problem:
            status = problem.code or 500
            return error_page(f"{status} {problem.name}", code=str(status), status=status)

    def application(environ: Any, start_response: Any) -> Any:
        return respond(Request(environ))(environ, start_response)

    return application
