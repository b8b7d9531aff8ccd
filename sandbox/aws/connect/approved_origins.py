"""Sites outside AWS that an instance may send people to, or that may show its pages."""

import re

from sandbox.aws.calls import ApiCall, Result
from sandbox.aws.connect.instances import found_active
from sandbox.aws.errors import AwsError
from sandbox.aws.paging import page

_ORIGIN = re.compile(r"https?://[A-Za-z0-9.-]+(:\d{1,5})?")
DEFAULT_PAGE = 25


def associate(call: ApiCall) -> Result:
    """AssociateApprovedOrigin: scheme and host, nothing behind them. The texts are the sandbox's own."""
    instance, origin = found_active(call), call.params["Origin"]
    if not _ORIGIN.fullmatch(origin):
        raise AwsError("InvalidRequestException", "Origin must be a scheme and a host, such as https://host")
    present = instance.setdefault("origins", [])
    if origin in present:
        raise AwsError("ResourceConflictException", "The origin is already approved")
    present.append(origin)
    return {}


def disassociate(call: ApiCall) -> Result:
    """DisassociateApprovedOrigin."""
    present, origin = found_active(call).get("origins", []), call.params["Origin"]
    if origin not in present:
        raise AwsError("ResourceNotFoundException", "Origin not found")
    present.remove(origin)
    return {}


def list_all(call: ApiCall) -> Result:
    """ListApprovedOrigins."""
    rows: list[str] = found_active(call).get("origins", [])
    size, token = call.params.get("MaxResults", DEFAULT_PAGE), call.params.get("NextToken")
    some, following = page(rows, token=token, size=size, bad_token="InvalidRequestException")  # noqa: S106
    return {"Origins": some, "NextToken": following}
