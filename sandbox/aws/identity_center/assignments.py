"""Who may open an application: users and groups assigned to it.

AWS's texts for these refusals are not public; they are the sandbox's.
"""

from sandbox.aws.calls import ApiCall, Result
from sandbox.aws.errors import AwsError
from sandbox.aws.identity_center import applications, instances
from sandbox.aws.identity_center.instances import paged
from sandbox.rows import Row, Table
from sandbox.world import World

_TABLES = {"USER": "ids.users", "GROUP": "ids.groups"}


def key_of(application_arn: str, kind: str, principal: str) -> str:
    """Of the row in ids.application_assignments."""
    return f"{application_arn}|{kind}|{principal}"


def _key(call: ApiCall) -> str:
    params = call.params
    return key_of(params["ApplicationArn"], params["PrincipalType"], params["PrincipalId"])


def _rows(world: World) -> Table:
    return world.table("ids.application_assignments")


def assign(world: World, application: Row, kind: str, principal: str) -> None:
    """Keep an assignment. Raises AwsError if there is one already."""
    key = key_of(application["ApplicationArn"], kind, principal)
    if key in _rows(world):
        text = f"{kind} {principal} is already assigned to the application."
        raise AwsError("ConflictException", text)
    _rows(world)[key] = {
        "ApplicationArn": application["ApplicationArn"],
        "PrincipalType": kind,
        "PrincipalId": principal,
    }


def assigned_to(world: World, user: Row, application: Row) -> bool:
    """Whether the user may open the application, by name or as member of a group."""
    memberships = world.table("ids.memberships").values()
    groups = {row["GroupId"] for row in memberships if row["MemberId"]["UserId"] == user["UserId"]}
    arn = application["ApplicationArn"]
    keys = {key_of(arn, "USER", user["UserId"]), *(key_of(arn, "GROUP", group) for group in groups)}
    return bool(keys & _rows(world).keys())


def create(call: ApiCall) -> Result:
    """CreateApplicationAssignment: the user or group must be in the instance's identity store."""
    application = applications.found(call)
    kind, principal = call.params["PrincipalType"], call.params["PrincipalId"]
    if not call.world.sees(_TABLES[kind], principal):
        raise AwsError("ResourceNotFoundException", f"{kind} {principal} not found.")
    assign(call.world, application, kind, principal)
    return {}


def describe(call: ApiCall) -> Result:
    """DescribeApplicationAssignment."""
    applications.found(call)
    row = _rows(call.world).get(_key(call))
    if row is None:
        raise AwsError("ResourceNotFoundException", "Could not find the application assignment.")
    return row


def delete(call: ApiCall) -> Result:
    """DeleteApplicationAssignment."""
    applications.found(call)
    if _rows(call.world).pop(_key(call), None) is None:
        raise AwsError("ResourceNotFoundException", "Could not find the application assignment.")
    return {}


def assignments_of(world: World, application_arn: str) -> list[Row]:
    """Of one application."""
    return [row for row in _rows(world).values() if row["ApplicationArn"] == application_arn]


def list_all(call: ApiCall) -> Result:
    """ListApplicationAssignments."""
    application = applications.found(call)
    return paged(call, "ApplicationAssignments", assignments_of(call.world, application["ApplicationArn"]))


def list_for_principal(call: ApiCall) -> Result:
    """ListApplicationAssignmentsForPrincipal: of one user or group, not through groups."""
    instance = instances.found(call, call.params["InstanceArn"])
    arns = {row["ApplicationArn"] for row in applications.applications_of(call.world, instance["InstanceArn"])}
    only = call.params.get("Filter", {}).get("ApplicationArn")
    rows = [
        row
        for row in _rows(call.world).values()
        if (row["PrincipalType"], row["PrincipalId"])
        == (call.params["PrincipalType"], call.params["PrincipalId"])
        and row["ApplicationArn"] in arns
        and only in (None, row["ApplicationArn"])
    ]
    return paged(call, "ApplicationAssignments", rows)


def get_configuration(call: ApiCall) -> Result:
    """GetApplicationAssignmentConfiguration: required unless changed, which SAML applications cannot be."""
    applications.found(call)
    return {"AssignmentRequired": True}


def put_configuration(call: ApiCall) -> Result:
    """PutApplicationAssignmentConfiguration: not for SAML applications.

    The text is AWS's own (a public report of aws-ia/terraform-aws-iam-identity-center, #71).
    """
    arn = applications.found(call)["ApplicationArn"]
    text = f"The application with arn '{arn}' is not supported for this action."
    raise AwsError("ValidationException", text)
