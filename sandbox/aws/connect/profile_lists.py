"""Security and routing profiles as one reads them."""

from sandbox.aws.calls import ApiCall, Result
from sandbox.aws.connect.instances import found_active
from sandbox.aws.connect.profiles import visible_profiles
from sandbox.aws.errors import AwsError
from sandbox.aws.paging import page
from sandbox.rows import Row

DEFAULT_PAGE = 100


def _listed(call: ApiCall, kind: str, answer: str) -> Result:
    rows = sorted(visible_profiles(call.world, found_active(call), kind), key=lambda row: str(row["Name"]))
    size, token = call.params.get("MaxResults", DEFAULT_PAGE), call.params.get("NextToken")
    some, following = page(rows, token=token, size=size, bad_token="InvalidRequestException")  # noqa: S106
    return {answer: some, "NextToken": following}


def list_security_profiles(call: ApiCall) -> Result:
    """ListSecurityProfiles."""
    return _listed(call, "security-profile", "SecurityProfileSummaryList")


def list_routing_profiles(call: ApiCall) -> Result:
    """ListRoutingProfiles."""
    return _listed(call, "routing-profile", "RoutingProfileSummaryList")


def security_profile(call: ApiCall) -> tuple[str, ...]:
    """The ARN of the security profile the call names."""
    number = call.params["SecurityProfileId"]
    return (call.connect_arn(f"instance/{call.params['InstanceId']}/security-profile/{number}"),)


def routing_profile(call: ApiCall) -> tuple[str, ...]:
    """The ARN of the routing profile the call names."""
    number = call.params["RoutingProfileId"]
    return (call.connect_arn(f"instance/{call.params['InstanceId']}/routing-profile/{number}"),)


def _found(call: ApiCall, kind: str, number: str) -> Row:
    for row in visible_profiles(call.world, found_active(call), kind):
        if row["Id"] == number:
            return row
    raise AwsError("ResourceNotFoundException", f"{kind.capitalize()} not found")


def describe_security_profile(call: ApiCall) -> Result:
    """DescribeSecurityProfile."""
    row = _found(call, "security-profile", call.params["SecurityProfileId"])
    own = {"SecurityProfileName": row["Name"], "OrganizationResourceId": row["instance"]}
    return {"SecurityProfile": {**row, **own}}


def describe_routing_profile(call: ApiCall) -> Result:
    """DescribeRoutingProfile."""
    row = _found(call, "routing-profile", call.params["RoutingProfileId"])
    own = {"RoutingProfileId": row["Id"], "RoutingProfileArn": row["Arn"], "InstanceId": row["instance"]}
    return {"RoutingProfile": {**row, **own}}
