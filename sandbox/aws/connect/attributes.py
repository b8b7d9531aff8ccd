"""Attributes of an instance: what it is switched on for. Read only; the names come from botocore's model."""

from sandbox.aws.calls import ApiCall, Result
from sandbox.aws.connect.instances import found_active
from sandbox.aws.models import service_model
from sandbox.aws.paging import page
from sandbox.rows import Row

DEFAULT_PAGE = 7
_ON = {"AUTO_RESOLVE_BEST_VOICES", "EARLY_MEDIA"}
"""What a new instance has switched on by itself; which those are is the sandbox's guess."""


def _value(instance: Row, name: str) -> dict[str, str]:
    in_row = {"INBOUND_CALLS": "InboundCallsEnabled", "OUTBOUND_CALLS": "OutboundCallsEnabled"}
    on = instance[in_row[name]] if name in in_row else name in _ON
    return {"AttributeType": name, "Value": str(on).lower()}


def list_all(call: ApiCall) -> Result:
    """ListInstanceAttributes."""
    instance = found_active(call)
    names: list[str] = service_model("connect").shape_for("InstanceAttributeType").metadata["enum"]
    size, token = call.params.get("MaxResults", DEFAULT_PAGE), call.params.get("NextToken")
    some, following = page(names, token=token, size=size, bad_token="InvalidRequestException")  # noqa: S106
    return {"Attributes": [_value(instance, name) for name in some], "NextToken": following}


def describe(call: ApiCall) -> Result:
    """DescribeInstanceAttribute."""
    return {"Attribute": _value(found_active(call), call.params["AttributeType"])}
