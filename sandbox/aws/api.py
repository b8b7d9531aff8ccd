"""The AWS API endpoint: signature, faults, validation, permission, handler, answer, journal."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from botocore.model import OperationModel
from werkzeug.wrappers import Request, Response

from sandbox.addresses import Addresses
from sandbox.aws.authorization import authorise
from sandbox.aws.callers import Caller, Scope, identify, read_scope
from sandbox.aws.calls import ApiCall, Operation
from sandbox.aws.constraints import check
from sandbox.aws.errors import AwsError, not_simulated
from sandbox.aws.ids import new_uuid
from sandbox.aws.misbehaviour import check_budget, failed, refuse, retry_after
from sandbox.aws.models import (
    connect_regions,
    protocol_of,
    service_model,
    service_signed_as,
    speaks_query,
    status_of,
)
from sandbox.aws.operations import OPERATIONS
from sandbox.aws.protocols import json, query, rest_json
from sandbox.aws.protocols.json_answers import write_answer
from sandbox.visits import CutOff, Visit
from sandbox.world import World

Answer = Callable[[bytes, int], Response]
_CONTENT_TYPES = {"query": "text/xml", "rest-json": "application/json", "json": json.CONTENT_TYPE}


@dataclass
class _Exchange:
    """What is known so far about a request; filled in step by step so that a refusal can be worded."""

    visit: Visit
    request_id: str = field(default_factory=new_uuid)
    service: str = "sts"
    model: OperationModel | None = None
    labels: dict[str, str] = field(default_factory=dict)
    form: dict[str, str] = field(default_factory=dict)

    @property
    def request(self) -> Request:
        return self.visit.request


class Api:
    """WSGI application for IAM, STS and Amazon Connect at one address, as AWS_ENDPOINT_URL expects."""

    def __init__(self, world: World, addresses: Addresses) -> None:
        self._world = world
        self._addresses = addresses

    def __call__(self, environ: Any, start_response: Any) -> Any:
        exchange = _Exchange(Visit(self._world, "aws", Request(environ)))
        response = self._respond(exchange)

        def answer(status: int) -> Response:
            return _refusal(exchange, failed(exchange.service, status))

        return exchange.visit.finish(environ, start_response, response, answer)

    def _respond(self, exchange: _Exchange) -> Response:
        try:
            result = self._carry_out(exchange)
        except AwsError as error:
            exchange.visit.code = error.code
            return _refusal(exchange, error)
        except CutOff:
            return Response(status=500)
        return _success(exchange, result)

    def _carry_out(self, exchange: _Exchange) -> Any:
        scope = read_scope(exchange.request)
        _find_operation(exchange, scope)
        operation = _simulated(exchange)
        with self._world.lock:
            caller = self._caller(exchange, scope, operation)
        exchange.visit.caller = caller.arn
        call = self._read(exchange, scope, caller)
        check(dict(call.params), call.model.input_shape, exchange.service)
        with self._world.lock:
            return self._handle(exchange.visit, call, operation)

    def _handle(self, visit: Visit, call: ApiCall, operation: Operation) -> Any:
        reads = operation.reads(call.model.name)
        incident = visit.meet(call.model.name, reads=reads)
        refuse(call, operation, incident)
        check_budget(call, self._world.faults.profile)
        if reads:
            call = replace(call, world=visit.shown())
            _authorise(call, operation)
            return operation.handle(call)
        with self._world.lagging(incident.lag), self._world.changing():
            _authorise(call, operation)
            return operation.handle(call)

    def _caller(self, exchange: _Exchange, scope: Scope | None, operation: Operation) -> Caller:
        if operation.unsigned:
            return Caller()
        if scope is None:
            suffix = "" if speaks_query(exchange.service) else "Exception"
            raise AwsError(f"MissingAuthenticationToken{suffix}", "Request is missing Authentication Token")
        return identify(self._world, scope, exchange.request)

    def _read(self, exchange: _Exchange, scope: Scope | None, caller: Caller) -> ApiCall:
        model = exchange.model
        assert model is not None  # noqa: S101 -- found above, for the type checker
        if speaks_query(exchange.service):
            params = query.read_params(exchange.form, model)
        elif protocol_of(exchange.service) == "json":
            params = json.read_params(exchange.request, model)
        else:
            params = rest_json.read_params(exchange.request, exchange.labels, model)
        region = scope.region if scope else "us-east-1"
        return ApiCall(self._world, self._addresses, model, region, caller, params)


def _find_operation(exchange: _Exchange, scope: Scope | None) -> None:
    """Name service and operation, from the signature's scope or what an unsigned call asks for."""
    if scope is not None and service_signed_as(scope.service) not in OPERATIONS:
        raise not_simulated(f"the service {scope.service}")
    exchange.service = service_signed_as(scope.service) if scope else _unsigned_service(exchange.request)
    if speaks_query(exchange.service):
        exchange.form = query.read_form(exchange.request.get_data())
        name = exchange.form.get("Action", "")
    elif protocol_of(exchange.service) == "json":
        name = json.find_operation(exchange.request)
    else:
        name = _by_path(exchange, scope)
    model = service_model(exchange.service)
    if name not in model.operation_names:
        code = "UnknownOperationException" if protocol_of(exchange.service) == "json" else "InvalidAction"
        raise AwsError(code, f"Could not find operation {name} for this version")
    exchange.model = model.operation_model(name)


def _unsigned_service(request: Request) -> str:
    """STS, unless the path is one of Identity Center's sign-in and portal services."""
    for service in ("sso-oidc", "sso"):
        if rest_json.find_operation(service, request.method, request.path):
            return service
    return "sts"


def _by_path(exchange: _Exchange, scope: Scope | None) -> str:
    if exchange.service == "connect" and scope is not None and scope.region not in connect_regions():
        raise AwsError("UnknownEndpoint", f"Amazon Connect has no endpoint in {scope.region}.", status=404)
    found = rest_json.find_operation(exchange.service, exchange.request.method, exchange.request.path)
    name, exchange.labels = found or ("", {})
    return name


def _simulated(exchange: _Exchange) -> Operation:
    name = exchange.model.name if exchange.model else ""
    operation = OPERATIONS[exchange.service].get(name)
    if operation is None:
        raise not_simulated(f"{exchange.service} {name}")
    return operation


def _authorise(call: ApiCall, operation: Operation) -> None:
    if operation.resources is None:
        return
    context = {"aws:requestedregion": (call.region,), **operation.context(call)}
    for resource in operation.resources(call):
        authorise(call.caller, action=call.action, resource=resource, context=context)
        if operation.tagging and call.params.get("Tags"):
            authorise(call.caller, action=operation.tagging, resource=resource, context=context)
    service = call.action.partition(":")[0]
    for action in operation.also:
        authorise(call.caller, action=action, resource="*", context=context, service=service)


def _success(exchange: _Exchange, result: Any) -> Response:
    model = exchange.model
    assert model is not None  # noqa: S101 -- a success has an operation
    if speaks_query(exchange.service):
        return _response(exchange, query.write_answer(result, model, exchange.request_id), 200)
    return _response(exchange, write_answer(result, model), 200)


def _refusal(exchange: _Exchange, error: AwsError) -> Response:
    status = status_of(error, exchange.model)
    if not speaks_query(exchange.service):
        write = json.write_error if protocol_of(exchange.service) == "json" else rest_json.write_error
        response = _response(exchange, write(error), status)
        response.headers["x-amzn-ErrorType"] = error.code
        return response
    namespace = str(service_model(exchange.service).metadata.get("xmlNamespace", ""))
    body = query.write_error(error, status=status, request_id=exchange.request_id, namespace=namespace)
    return _response(exchange, body, status)


def _response(exchange: _Exchange, body: bytes, status: int) -> Response:
    response = Response(body, status=status, content_type=_CONTENT_TYPES[protocol_of(exchange.service)])
    response.headers.update(retry_after(exchange.visit.incident))
    response.headers["x-amzn-RequestId"] = exchange.request_id
    return response
