"""The AWS API endpoint: signature, faults, validation, permission, handler, answer, journal."""

import time
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import Any

from botocore.model import OperationModel
from werkzeug.wrappers import Request, Response

from sandbox.addresses import Addresses
from sandbox.aws.authorization import authorise, denied, not_authorized
from sandbox.aws.callers import Caller, Scope, identify, read_scope
from sandbox.aws.calls import ApiCall, Operation
from sandbox.aws.constraints import check
from sandbox.aws.errors import AwsError, not_simulated
from sandbox.aws.ids import new_uuid
from sandbox.aws.models import connect_regions, service_model, speaks_query, status_of
from sandbox.aws.operations import OPERATIONS
from sandbox.aws.protocols import query, rest_json
from sandbox.faults import Fault
from sandbox.journal import Call
from sandbox.world import World

Answer = Callable[[bytes, int], Response]


@dataclass
class _Exchange:
    """What is known so far about a request; filled in step by step so that a refusal can be worded."""

    request: Request
    request_id: str = field(default_factory=new_uuid)
    service: str = "sts"
    model: OperationModel | None = None
    labels: dict[str, str] = field(default_factory=dict)
    form: dict[str, str] = field(default_factory=dict)


class Api:
    """WSGI application for IAM, STS and Amazon Connect at one address, as AWS_ENDPOINT_URL expects."""

    def __init__(self, world: World, addresses: Addresses) -> None:
        self._world = world
        self._addresses = addresses

    def __call__(self, environ: Any, start_response: Any) -> Any:
        exchange = _Exchange(Request(environ))
        started = time.perf_counter()
        response = self._respond(exchange)
        self._note(exchange, response.status_code, time.perf_counter() - started)
        return response(environ, start_response)

    def _note(self, exchange: _Exchange, status: int, seconds: float) -> None:
        name = exchange.model.name if exchange.model else "Unknown"
        with self._world.lock:
            self._world.journal.write(Call(self._world.now(), "aws", name, status, seconds * 1000))

    def _respond(self, exchange: _Exchange) -> Response:
        try:
            result = self._carry_out(exchange)
        except AwsError as error:
            return _refusal(exchange, error)
        return _success(exchange, result)

    def _carry_out(self, exchange: _Exchange) -> Any:
        scope = read_scope(exchange.request)
        _find_operation(exchange, scope)
        operation = _simulated(exchange)
        with self._world.lock:
            caller = self._caller(exchange, scope, operation)
        call = self._read(exchange, scope, caller)
        check(dict(call.params), call.model.input_shape, exchange.service)
        self._meet_fault(call, operation)
        reading = call.model.name.startswith(("Get", "List", "Describe", "Simulate", "Search"))
        with self._world.lock, nullcontext() if reading else self._world.changing():
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
        else:
            params = rest_json.read_params(exchange.request, exchange.labels, model)
        region = scope.region if scope else "us-east-1"
        return ApiCall(self._world, self._addresses, model, region, caller, params)

    def _meet_fault(self, call: ApiCall, operation: Operation) -> None:
        with self._world.lock:
            fault = self._world.faults.take(call.model.name)
        as_query = speaks_query(call.action.partition(":")[0])
        if fault is Fault.DENY and operation.unsigned:
            raise not_authorized(call.action)
        if fault is Fault.DENY:
            resource = operation.resources(call)[0] if operation.resources else "*"
            raise denied(call.caller, action=call.action, resource=resource)
        if fault is Fault.THROTTLE:
            raise AwsError("Throttling" if as_query else "TooManyRequestsException", "Rate exceeded")
        if fault is Fault.FAIL:
            code = "ServiceFailure" if as_query else "InternalServiceException"
            raise AwsError(code, "The request processing has failed because of an unknown error.", status=500)


def _find_operation(exchange: _Exchange, scope: Scope | None) -> None:
    """Name service and operation, from the signature's scope or the form of an unsigned call."""
    if scope is not None and scope.service not in OPERATIONS:
        raise not_simulated(f"the service {scope.service}")
    exchange.service = scope.service if scope else "sts"
    if speaks_query(exchange.service):
        exchange.form = query.read_form(exchange.request.get_data())
        name = exchange.form.get("Action", "")
    else:
        name = _by_path(exchange, scope)
    model = service_model(exchange.service)
    if name not in model.operation_names:
        raise AwsError("InvalidAction", f"Could not find operation {name} for this version")
    exchange.model = model.operation_model(name)


def _by_path(exchange: _Exchange, scope: Scope | None) -> str:
    if scope is not None and scope.region not in connect_regions():
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
    for action in operation.also:
        authorise(call.caller, action=action, resource="*", context=context)


def _success(exchange: _Exchange, result: Any) -> Response:
    model = exchange.model
    assert model is not None  # noqa: S101 -- a success has an operation
    if speaks_query(exchange.service):
        return _response(exchange, query.write_answer(result, model, exchange.request_id), 200)
    return _response(exchange, rest_json.write_answer(result, model), 200)


def _refusal(exchange: _Exchange, error: AwsError) -> Response:
    status = status_of(error, exchange.model)
    if not speaks_query(exchange.service):
        response = _response(exchange, rest_json.write_error(error), status)
        response.headers["x-amzn-ErrorType"] = error.code
        return response
    namespace = str(service_model(exchange.service).metadata.get("xmlNamespace", ""))
    body = query.write_error(error, status=status, request_id=exchange.request_id, namespace=namespace)
    return _response(exchange, body, status)


def _response(exchange: _Exchange, body: bytes, status: int) -> Response:
    content_type = "text/xml" if speaks_query(exchange.service) else "application/json"
    response = Response(body, status=status, content_type=content_type)
    response.headers["x-amzn-RequestId"] = exchange.request_id
    return response
