"""Versions of managed policies: five at most, one of them the default, which is the one that counts."""

from typing import Any
from urllib.parse import quote

from sandbox.aws.calls import ApiCall, Result
from sandbox.aws.errors import AwsError
from sandbox.aws.iam.lists import iam_page
from sandbox.aws.iam.policies import checked_document, found, own
from sandbox.aws.ids import timestamp
from sandbox.rows import Row

MOST_VERSIONS = 5


def _shown(policy: Row, number: str) -> dict[str, Any]:
    version = policy["versions"][number]
    return {
        "VersionId": number,
        "IsDefaultVersion": number == policy["DefaultVersionId"],
        "CreateDate": version["CreateDate"],
    }


def _number(call: ApiCall, policy: Row) -> str:
    number = str(call.params["VersionId"])
    if number not in policy["versions"]:
        text = f"Policy {policy['Arn']} version {number} does not exist or is not attachable."
        raise AwsError("NoSuchEntity", text)
    return number


def create(call: ApiCall) -> Result:
    """CreatePolicyVersion: numbers are never used again."""
    policy = own(call)
    document = checked_document(call)
    if len(policy["versions"]) >= MOST_VERSIONS:
        raise AwsError(
            "LimitExceeded",
            f"A managed policy can have up to {MOST_VERSIONS} versions. "
            "Before you create a new version, you must delete an existing version.",
        )
    policy["latest"] += 1
    number, now = f"v{policy['latest']}", timestamp(call.world.now())
    policy["versions"][number] = {"Document": document, "CreateDate": now}
    if call.params.get("SetAsDefault"):
        policy["DefaultVersionId"], policy["UpdateDate"] = number, now
    return {"PolicyVersion": _shown(policy, number)}


def get(call: ApiCall) -> Result:
    """GetPolicyVersion: the document percent-encoded, as IAM sends it."""
    policy = found(call)
    number = _number(call, policy)
    document = quote(policy["versions"][number]["Document"], safe="")
    return {"PolicyVersion": {**_shown(policy, number), "Document": document}}


def list_all(call: ApiCall) -> Result:
    """ListPolicyVersions: the newest first."""
    policy = found(call)
    return iam_page(call, [_shown(policy, number) for number in reversed(policy["versions"])], "Versions")


def set_default(call: ApiCall) -> Result:
    """SetDefaultPolicyVersion."""
    policy = own(call)
    policy["DefaultVersionId"] = _number(call, policy)
    policy["UpdateDate"] = timestamp(call.world.now())
    return {}


def delete(call: ApiCall) -> Result:
    """DeletePolicyVersion: any but the default."""
    policy = own(call)
    number = _number(call, policy)
    if number == policy["DefaultVersionId"]:
        raise AwsError("DeleteConflict", "Cannot delete the default version of a policy.")
    del policy["versions"][number]
    return {}
