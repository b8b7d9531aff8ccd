"""The shapes of the simulated services, from botocore's own models."""

from functools import cache

import botocore.session
from botocore.model import OperationModel, ServiceModel

from sandbox.aws.errors import AwsError

STATUS_OF_COMMON_CODES = {
    "AccessDenied": 403,
    "AccessDeniedException": 403,
    "ExpiredToken": 403,
    "ExpiredTokenException": 403,
    "IncompleteSignature": 400,
    "InvalidAction": 400,
    "InvalidClientTokenId": 403,
    "MissingAuthenticationToken": 403,
    "MissingAuthenticationTokenException": 403,
    "SignatureDoesNotMatch": 403,
    "InvalidSignatureException": 403,
    "Throttling": 400,
    "TooManyRequestsException": 429,
    "ServiceFailure": 500,
    "UnrecognizedClientException": 403,
    "ValidationError": 400,
}


@cache
def _session() -> botocore.session.Session:
    return botocore.session.get_session()


@cache
def service_model(service: str) -> ServiceModel:
    """The model of "iam", "sts", "connect", "sso-admin" and so on."""
    return _session().get_service_model(service)


_SIGNED_AS = {"sso": "sso-admin"}


def service_signed_as(name: str) -> str:
    """The service behind the name in a signature's scope; nearly always the same word."""
    return _SIGNED_AS.get(name, name)


def iam_prefix(service: str) -> str:
    """What actions of the service begin with in policies."""
    return "sso" if service == "sso-admin" else service


def protocol_of(service: str) -> str:
    """How the service is spoken to: "query", "rest-json" or "json"."""
    return str(service_model(service).metadata["protocol"])


@cache
def connect_regions() -> frozenset[str]:
    """Regions where botocore knows an endpoint of Amazon Connect."""
    regions: list[str] = []
    for partition in _session().get_available_partitions():
        regions += _session().get_available_regions("connect", partition)
    return frozenset(regions)


def speaks_query(service: str) -> bool:
    """Whether the service uses the query protocol (XML answers) rather than rest-json."""
    return protocol_of(service) == "query"


def status_of(error: AwsError, operation: OperationModel | None) -> int:
    """The HTTP status of a refusal: its own, the model's, or what all services share."""
    if error.status is not None:
        return error.status
    if operation is not None and protocol_of(operation.service_model.service_name) == "json":
        # The json protocol knows two: whose fault it is (as AWS's own answers show, also for AccessDenied).
        return 500 if error.code.startswith("Internal") else 400
    for shape in operation.error_shapes if operation else ():
        details = shape.metadata.get("error", {})
        if error.code in {details.get("code"), shape.name}:
            return int(details.get("httpStatusCode", 400))
    return STATUS_OF_COMMON_CODES.get(error.code, 400)
