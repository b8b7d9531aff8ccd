"""Which simulated host answers which path of the plain http port."""

from collections.abc import Iterable
from wsgiref.types import StartResponse, WSGIApplication

from markupsafe import Markup
from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.wrappers import Request, Response

from sandbox.addresses import Addresses
from sandbox.aws import create_api, create_pages
from sandbox.aws.pages import PREFIXES as AWS_PAGES
from sandbox.control import create_control
from sandbox.entra.authority import create_authority
from sandbox.entra.graph import create_graph
from sandbox.entra.my_apps import create_my_apps
from sandbox.entra.pages import page
from sandbox.rows import Row
from sandbox.world import World

_INDEX = Markup("""<p>The simulated clouds of Handoff run here.</p>
<p><a href="/control/">Break things, make the clouds misbehave, and see what was called</a></p>
<dl>
<dt>AWS API</dt><dd>{aws}</dd>
<dt>Microsoft Graph</dt><dd>{graph}</dd>
<dt>Entra authority</dt><dd>{authority}</dd>
<dt>User access URLs begin with</dt><dd>{launcher}</dd>
</dl>
""")


def create_site(world: World, addresses: Addresses) -> WSGIApplication:
    """Everything of the http port in one application."""
    aws_pages = create_pages(world, addresses)
    control = create_control(world, addresses)

    def rest(environ: Row, start_response: StartResponse) -> Iterable[bytes]:
        request = Request(environ)
        if request.path.startswith(AWS_PAGES):
            answer: Iterable[bytes] = aws_pages(environ, start_response)
            return answer
        if request.path == "/control" or request.path.startswith("/control/"):
            return control(environ, start_response)
        return _own(addresses, request)(environ, start_response)

    mounted: dict[str, WSGIApplication] = {
        "/aws": create_api(world, addresses),
        "/graph": create_graph(world, addresses),
        "/entra": create_authority(world, addresses),
        "/myapps": create_my_apps(world, addresses),
    }
    return DispatcherMiddleware(rest, mounted)


def _own(addresses: Addresses, request: Request) -> Response:
    if request.path == "/":
        content = _INDEX.format(
            aws=addresses.aws,
            graph=addresses.graph,
            authority=addresses.authority,
            launcher=addresses.launcher,
        )
        return page("index", "Both simulated clouds", content)
    return Response(status=404)
