"""Managed policies of the customer. Their documents have versions, one of which counts.

Sources of quotas and texts: IAM user guide, IAM quotas; AWS answers quoted in public issue reports.
"""

from typing import Any

from sandbox.aws.calls import ApiCall, Result
from sandbox.aws.documents import check_permissions
from sandbox.aws.errors import AwsError
from sandbox.aws.iam.lists import iam_page
from sandbox.aws.iam.tags import merge_tags, without_tags
from sandbox.aws.ids import timestamp, unique_id
from sandbox.aws.managed import TABLE, aws_managed, find_policy, users_of_policy
from sandbox.rows import Row

SIZE_QUOTA = 6144


def to_be_made(call: ApiCall) -> tuple[str, ...]:
    """The ARN of the policy about to be made."""
    return (call.iam_arn(f"policy{call.params.get('Path', '/')}{call.params['PolicyName']}"),)


def named(call: ApiCall) -> tuple[str, ...]:
    """The ARN the call names."""
    return (str(call.params["PolicyArn"]),)


def found(call: ApiCall) -> Row:
    """The policy the call names, to be read. Raises AwsError."""
    arn = call.params["PolicyArn"]
    if arn.count(":") != 5 or ":policy/" not in arn:
        raise AwsError("InvalidInput", f"ARN {arn} is not valid.", status=400)
    policy = find_policy(call.world, arn)
    if policy is None or policy["account"] not in {"aws", call.caller.account}:
        raise AwsError("NoSuchEntity", f"Policy {arn} was not found.")
    return policy


def own(call: ApiCall) -> Row:
    """As `found`, to be changed: AWS's own policies are nobody's to change."""
    policy = found(call)
    if policy["account"] == "aws":
        raise AwsError("AccessDenied", "Policy is outside your own account.", status=403)
    return policy


def checked_document(call: ApiCall) -> str:
    """The document of the call. Raises AwsError if IAM would not keep it."""
    document = str(call.params["PolicyDocument"])
    check_permissions(document)
    if len("".join(document.split())) > SIZE_QUOTA:
        raise AwsError("LimitExceeded", f"Cannot exceed quota for PolicySize: {SIZE_QUOTA}")
    return document


def _shown(call: ApiCall, policy: Row) -> dict[str, Any]:
    arn = policy["Arn"]
    return {
        **policy,
        "AttachmentCount": users_of_policy(call.world, arn),
        "PermissionsBoundaryUsageCount": users_of_policy(call.world, arn, as_boundary=True),
        "IsAttachable": True,
    }


def create(call: ApiCall) -> Result:
    """CreatePolicy: names are unique without regard to letter case, whatever the path."""
    name = call.params["PolicyName"]
    policies = call.world.table(TABLE)
    of_account = [row for row in policies.values() if row["account"] == call.caller.account]
    if any(row["PolicyName"].lower() == name.lower() for row in of_account):
        text = f"A policy called {name} already exists. Duplicate names are not allowed."
        raise AwsError("EntityAlreadyExists", text)
    document = checked_document(call)
    (arn,), now = to_be_made(call), timestamp(call.world.now())
    policies[arn] = {
        "account": call.caller.account,
        "PolicyName": name,
        "PolicyId": unique_id("ANPA"),
        "Arn": arn,
        "Path": call.params.get("Path", "/"),
        "DefaultVersionId": "v1",
        "versions": {"v1": {"Document": document, "CreateDate": now}},
        "latest": 1,
        "Description": call.params.get("Description"),
        "CreateDate": now,
        "UpdateDate": now,
        "Tags": merge_tags([], call.params.get("Tags", [])),
    }
    return {"Policy": _shown(call, policies[arn])}


def get(call: ApiCall) -> Result:
    """GetPolicy: without the document, which has its own call."""
    return {"Policy": _shown(call, found(call))}


def list_all(call: ApiCall) -> Result:
    """ListPolicies: by whose they are, path prefix and whether they are in use."""
    scope, prefix = call.params.get("Scope", "All"), call.params.get("PathPrefix", "/")
    rows: list[Row] = []
    if scope in {"All", "Local"}:
        rows += [row for row in call.world.table(TABLE).values() if row["account"] == call.caller.account]
    if scope in {"All", "AWS"}:
        rows += aws_managed(call.caller.partition).values()
    shown = [{**_shown(call, row), "Tags": None} for row in rows if row["Path"].startswith(prefix)]
    if call.params.get("OnlyAttached"):
        shown = [row for row in shown if row["AttachmentCount"]]
    return iam_page(call, shown, "Policies")


def delete(call: ApiCall) -> Result:
    """DeletePolicy: only when nobody has it and one version is left."""
    policy = own(call)
    arn = policy["Arn"]
    if users_of_policy(call.world, arn) or users_of_policy(call.world, arn, as_boundary=True):
        raise AwsError("DeleteConflict", "Cannot delete a policy attached to entities.")
    if len(policy["versions"]) > 1:
        raise AwsError(
            "DeleteConflict",
            "This policy has more than one version. Before you delete a policy, you must delete the policy's "
            "versions. The default version is deleted with the policy.",
        )
    del call.world.table(TABLE)[arn]
    return {}


def tag(call: ApiCall) -> Result:
    """TagPolicy."""
    policy = own(call)
    policy["Tags"] = merge_tags(policy["Tags"], call.params["Tags"])
    return {}


def untag(call: ApiCall) -> Result:
    """UntagPolicy."""
    policy = own(call)
    policy["Tags"] = without_tags(policy["Tags"], call.params["TagKeys"])
    return {}


def list_tags(call: ApiCall) -> Result:
    """ListPolicyTags."""
    return iam_page(call, found(call)["Tags"], "Tags")
