"""ListSecurityProfiles and ListRoutingProfiles."""

from sandbox.aws.calls import ApiCall, Result
from sandbox.aws.connect.instances import found_active
from sandbox.aws.connect.profiles import profiles_of
from sandbox.aws.paging import page

DEFAULT_PAGE = 100


def _listed(call: ApiCall, kind: str, answer: str) -> Result:
    rows = sorted(profiles_of(call.world, found_active(call), kind), key=lambda row: str(row["Name"]))
    size, token = call.params.get("MaxResults", DEFAULT_PAGE), call.params.get("NextToken")
    some, following = page(rows, token=token, size=size, bad_token="InvalidRequestException")  # noqa: S106
    return {answer: some, "NextToken": following}


def list_security_profiles(call: ApiCall) -> Result:
    """ListSecurityProfiles."""
    return _listed(call, "security-profile", "SecurityProfileSummaryList")


def list_routing_profiles(call: ApiCall) -> Result:
    """ListRoutingProfiles."""
    return _listed(call, "routing-profile", "RoutingProfileSummaryList")
