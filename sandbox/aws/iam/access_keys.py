"""Access keys of users. The secret is shown once, in the answer that makes the key.

Sources of the texts: AWS answers quoted in public issue reports.
"""

import secrets

from sandbox.aws.authorization import denied
from sandbox.aws.callers import Kind
from sandbox.aws.calls import ApiCall, Result
from sandbox.aws.errors import AwsError, not_simulated
from sandbox.aws.iam import users
from sandbox.aws.iam.lists import iam_page
from sandbox.aws.ids import timestamp, unique_id
from sandbox.rows import Row, Table

MOST_KEYS = 2
NEVER_USED = {"ServiceName": "N/A", "Region": "N/A"}


def owner(call: ApiCall) -> tuple[str, ...]:
    """The ARN of the user whose keys these are."""
    _refuse_root_keys(call)
    return users.named(call)


def _refuse_root_keys(call: ApiCall) -> None:
    if call.caller.kind is Kind.ROOT and "UserName" not in call.params:
        raise not_simulated("access keys of the root user")


def _keys(call: ApiCall) -> Table:
    return call.world.table("iam.access_keys")


def _of_user(call: ApiCall) -> list[Row]:
    user = users.found(call)
    wanted = (user["account"], user["UserName"])
    return [key for key in _keys(call).values() if (key["account"], key["UserName"]) == wanted]


def _found(call: ApiCall) -> Row:
    number = call.params["AccessKeyId"]
    for key in _of_user(call):
        if key["AccessKeyId"] == number:
            return key
    raise AwsError("NoSuchEntity", f"The Access Key with id {number} cannot be found.")


def create(call: ApiCall) -> Result:
    """CreateAccessKey: two at most, inactive ones count. Asking again makes another one."""
    user = users.found(call)
    if len(_of_user(call)) >= MOST_KEYS:
        raise AwsError("LimitExceeded", f"Cannot exceed quota for AccessKeysPerUser: {MOST_KEYS}")
    key: Row = {
        "account": user["account"],
        "UserName": user["UserName"],
        "AccessKeyId": unique_id("AKIA", 20),
        "SecretAccessKey": secrets.token_urlsafe(30),
        "Status": "Active",
        "CreateDate": timestamp(call.world.now()),
    }
    _keys(call)[key["AccessKeyId"]] = key
    return {"AccessKey": key}


def list_all(call: ApiCall) -> Result:
    """ListAccessKeys: never with the secret."""
    return iam_page(call, _of_user(call), "AccessKeyMetadata")


def update(call: ApiCall) -> Result:
    """UpdateAccessKey."""
    if call.params["Status"] == "Expired":
        raise AwsError("InvalidInput", "An access key can be set to Active or Inactive only.", status=400)
    _found(call)["Status"] = call.params["Status"]
    return {}


def delete(call: ApiCall) -> Result:
    """DeleteAccessKey."""
    del _keys(call)[_found(call)["AccessKeyId"]]
    return {}


def owner_of_key(call: ApiCall) -> tuple[str, ...]:
    """The ARN of the user GetAccessKeyLastUsed is about. An unknown key is denied, not missing."""
    key = _keys(call).get(call.params["AccessKeyId"])
    if key is None or key["UserName"] is None or key["account"] != call.caller.account:
        resource = f"access key {call.params['AccessKeyId']}"
        raise denied(call.caller, action=call.action, resource=resource, reason="")
    user = call.world.table("iam.users")[f"{key['account']}/{key['UserName'].lower()}"]
    return (user["Arn"],)


def last_used(call: ApiCall) -> Result:
    """GetAccessKeyLastUsed."""
    number = call.params["AccessKeyId"]
    use = call.world.table("sts.key_uses").get(number, NEVER_USED)
    return {"UserName": _keys(call)[number]["UserName"], "AccessKeyLastUsed": use}
