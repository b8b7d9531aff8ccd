"""The WSGI application of everything under /control/: pages for people, and the JSON interface for scripts."""

from collections.abc import Iterable
from importlib.resources import files
from wsgiref.types import StartResponse, WSGIApplication

from werkzeug.exceptions import HTTPException, NotFound, RequestEntityTooLarge
from werkzeug.routing import Map, Rule
from werkzeug.utils import redirect
from werkzeug.wrappers import Request, Response

from sandbox.addresses import Addresses
from sandbox.control import log, misbehaviour, overview, what_if
from sandbox.control.context import Control
from sandbox.control.guard import problem_with
from sandbox.control.pages import refusal, secured
from sandbox.rows import Row
from sandbox.steering import steer
from sandbox.world import World

LARGEST_FORM = 64 * 1024
_STATIC = {"control.css": "text/css; charset=utf-8", "favicon.svg": "image/svg+xml"}
_MAP = Map(
    [
        Rule("/control", endpoint="home", methods=["GET"]),
        Rule("/control/", endpoint=overview.show, methods=["GET"]),
        Rule("/control/static/<name>", endpoint="static", methods=["GET"]),
        Rule("/control/what-if", endpoint=what_if.show, methods=["GET"]),
        Rule("/control/what-if/right", endpoint=what_if.put_all_right, methods=["POST"]),
        Rule("/control/what-if/<key>/break", endpoint=what_if.break_one, methods=["POST"]),
        Rule("/control/what-if/<key>/right", endpoint=what_if.put_one_right, methods=["POST"]),
        Rule("/control/log", endpoint=log.show, methods=["GET"]),
        Rule("/control/log/clear", endpoint=log.clear, methods=["POST"]),
        Rule("/control/misbehaviour", endpoint=misbehaviour.show, methods=["GET"]),
        Rule("/control/misbehaviour/profile", endpoint=misbehaviour.choose_profile, methods=["POST"]),
        Rule("/control/misbehaviour/plan", endpoint=misbehaviour.plan, methods=["POST"]),
        Rule("/control/misbehaviour/<int:number>/cancel", endpoint=misbehaviour.cancel, methods=["POST"]),
        Rule("/control/misbehaviour/cancel", endpoint=misbehaviour.cancel_all, methods=["POST"]),
    ],
    strict_slashes=False,
)


def create_control(world: World, addresses: Addresses) -> WSGIApplication:
    """The application that answers every path under /control. It sees the whole path: do not mount it."""
    control = Control(world, addresses)

    def application(environ: Row, start_response: StartResponse) -> Iterable[bytes]:
        request = Request(environ)
        request.max_content_length = LARGEST_FORM
        response = secured(_answer(control, request))
        return response(environ, start_response)

    return application


def _answer(control: Control, request: Request) -> Response:
    if problem := problem_with(request, control.addresses):
        return refusal(request, "Not done", problem, status=403)
    try:
        return steer(control.world, request) or _page(control, request)
    except RequestEntityTooLarge:
        return refusal(request, "Not done", "That is more than a form of these pages holds.", status=413)
    except HTTPException as error:
        if error.code == 405:
            return refusal(request, "Not done", "This address takes another kind of request.", status=405)
        return refusal(request, "No such page", "The sandbox has no page of this address.", status=404)


def _page(control: Control, request: Request) -> Response:
    endpoint, params = _MAP.bind("control").match(request.path, method=request.method)
    if endpoint == "home":
        return redirect("/control/", 302)
    if endpoint == "static":
        return _static(request, params["name"])
    response: Response = endpoint(control, request, **params)
    return response


def _static(request: Request, name: str) -> Response:
    if name not in _STATIC:
        raise NotFound
    content = files("sandbox.control").joinpath("static", name).read_bytes()
    response = Response(content, content_type=_STATIC[name])
    response.headers["Cache-Control"] = "no-cache"
    response.add_etag()
    return response.make_conditional(request)
