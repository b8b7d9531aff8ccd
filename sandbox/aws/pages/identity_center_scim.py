"""The SCIM 2.0 endpoint: who may call it, and how its answers look."""

import json

from werkzeug.wrappers import Request, Response

from sandbox.aws.identity_center.instances import instance_of_store
from sandbox.aws.identity_center.provisioning import store_of_tenant, token_fits
from sandbox.aws.identity_center.scim import handler
from sandbox.aws.identity_center.scim_calls import ScimCall, ScimError, unparsable
from sandbox.aws.ids import new_uuid, timestamp
from sandbox.aws.pages.site import Site
from sandbox.rows import Row


def scim(site: Site, request: Request, *, region: str, tenant: str, rest: str) -> Response:
    """Any call. Rejected ones say in X-Sandbox-Reason what AWS keeps to itself."""
    try:
        with site.world.changing() if request.method != "GET" else site.world.lock:
            store = _store(site, request, region, tenant)
            kind, _, number = rest.strip("/").partition("/")
            call = ScimCall(site.world, store, number, request.args, _body(request))
            status, body = handler(request.method, kind, number)(call)
    except ScimError as error:
        return _refusal(site, error)
    return _response(status, body)


def _store(site: Site, request: Request, region: str, tenant: str) -> str:
    """The identity store the token opens. Raises ScimError."""
    store = store_of_tenant(site.world, tenant)
    instance = instance_of_store(site.world, store) if store else None
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    right_place = instance is not None and instance["PrimaryRegion"] == region
    if store is None or not right_place or scheme != "Bearer" or not token_fits(site.world, store, token):
        raise ScimError(401, "Authorization header is invalid or missing.", code="UnauthorizedException")
    return store


def _body(request: Request) -> Row:
    if request.method in {"GET", "DELETE"}:
        return {}
    try:
        body = json.loads(request.get_data())
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise unparsable("The body is not a JSON object.")
    return body


def _response(status: int, body: Row | None) -> Response:
    content = b"" if body is None else json.dumps(body).encode()
    response = Response(content, status=status, content_type="application/json")
    response.headers["x-amzn-RequestId"] = new_uuid()
    return response


def _refusal(site: Site, error: ScimError) -> Response:
    number = new_uuid()
    schema = "urn:ietf:params:scim:api:messages:2.0:Error"
    body = {
        "schema": [schema],
        "schemas": [schema],
        "detail": error.detail,
        "status": str(error.status),
        "exceptionRequestId": number,
        "timeStamp": timestamp(site.world.now()),
    }
    response = _response(error.status, body)
    response.headers["x-amzn-RequestId"] = number
    response.headers["x-amzn-ErrorType"] = error.code
    if error.reason:
        response.headers["X-Sandbox-Reason"] = error.reason.encode("ascii", "backslashreplace").decode()
    return response
