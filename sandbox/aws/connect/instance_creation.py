"""Making and deleting instances: takes a while, can fail, and may be tried only so often.

Settings of the account's row: `connect_instances_quota`, `connect_creation_seconds`,
`connect_creation_fails` (the reason; None: it goes well), `connect_profiles_delay_seconds`,
`connect_attempts_quota`. Sources: the API reference of CreateInstance; Amazon Connect administrator guide,
service quotas. Where a text is not public it is the sandbox's own.
"""

import json
from datetime import datetime, timedelta

from sandbox.aws.authorization import authorise
from sandbox.aws.calls import ApiCall, Result
from sandbox.aws.connect.instances import found, in_reach, status
from sandbox.aws.connect.new_instances import SERVICE, SERVICE_ROLE, add_instance
from sandbox.aws.connect.profiles import TABLES
from sandbox.aws.errors import AwsError, not_simulated
from sandbox.rows import Row

ATTEMPTS = 100
ATTEMPTS_WITHIN = timedelta(days=30)


def create(call: ApiCall) -> Result:
    """CreateInstance: the same ClientToken gives the same instance; then alias and quotas are checked."""
    if call.params["IdentityManagementType"] == "EXISTING_DIRECTORY":
        raise not_simulated("instances with an existing directory")
    _authorise_service_role(call)
    instance = _made_with_token(call) or _make(call)
    return {"Id": instance["Id"], "Arn": instance["Arn"]}


def _authorise_service_role(call: ApiCall) -> None:
    """Connect makes its own role with the caller's permissions (Service Authorization Reference)."""
    role, context = call.iam_arn(f"role/{SERVICE_ROLE}"), {"iam:awsservicename": (SERVICE,)}
    for action in ("iam:CreateServiceLinkedRole", "iam:AttachRolePolicy", "iam:PutRolePolicy"):
        authorise(call.caller, action=action, resource=role, context=context, service="connect")


def _asked(call: ApiCall) -> str:
    return json.dumps({name: call.params[name] for name in sorted(call.params) if name != "ClientToken"})


def _made_with_token(call: ApiCall) -> Row | None:
    token = call.params.get("ClientToken")
    instance = next((row for row in in_reach(call) if token and row["client_token"] == token), None)
    if instance is not None and instance.get("asked") not in {None, _asked(call)}:
        raise AwsError("InvalidRequestException", "The ClientToken was used with other parameters before")
    return instance


def _make(call: ApiCall) -> Row:
    account = call.world.table("aws.accounts")[call.caller.account]
    _check_alias(call)
    _check_quota(call, account["connect_instances_quota"])
    _count_attempt(call, account)
    own = {
        "asked": _asked(call),
        "fails": account.get("connect_creation_fails"),
        "profiles_in": account.get("connect_profiles_delay_seconds", 0),
    }
    return add_instance(
        call.world,
        account=account["id"],
        region=call.region,
        alias=call.params["InstanceAlias"],
        identity=call.params["IdentityManagementType"],
        settings={**call.params, **own},
        ready_in=account["connect_creation_seconds"],
    )


def _alive(call: ApiCall, rows: list[Row]) -> list[Row]:
    return [row for row in rows if status(call.world, row) != "CREATION_FAILED"]


def _check_alias(call: ApiCall) -> None:
    alias = call.params.get("InstanceAlias")
    if alias is None:
        raise AwsError("InvalidRequestException", "InstanceAlias or DirectoryId is required")
    taken = _alive(call, list(call.world.table("connect.instances").values()))
    if any(row["InstanceAlias"].lower() == alias.lower() for row in taken):
        raise AwsError("InvalidRequestException", f"Instance alias {alias} is already in use")


def _check_quota(call: ApiCall, quota: int) -> None:
    if len(_alive(call, in_reach(call))) >= quota:
        text = f"The limit of {quota} Amazon Connect instances per account and region is reached"
        raise AwsError("ServiceQuotaExceededException", text)


def _count_attempt(call: ApiCall, account: Row) -> None:
    """Creations and deletions together; who is refused must let thirty days pass without trying.

    The text is quoted in terraform-provider-aws issue 23381.
    """
    now = call.world.now()
    row = call.world.table("connect.attempts").setdefault(account["id"], {"times": []})
    recent = [text for text in row["times"] if datetime.fromisoformat(text) > now - ATTEMPTS_WITHIN]
    row["times"] = [*recent, now.isoformat()]
    if len(row["times"]) > account.get("connect_attempts_quota", ATTEMPTS):
        raise AwsError(
            "ServiceQuotaExceededException",
            "Your account has been flagged for an excessive number of creation and deletion attempts",
        )


def delete(call: ApiCall) -> Result:
    """DeleteInstance: with everything in it, for good."""
    instance = found(call)
    if status(call.world, instance) == "CREATION_IN_PROGRESS":
        raise AwsError("InvalidRequestException", "The instance is still being created")
    _count_attempt(call, call.world.table("aws.accounts")[call.caller.account])
    for name in ("connect.users", *TABLES.values()):
        rows = call.world.table(name)
        for key in [key for key, row in rows.items() if row["instance"] == instance["Id"]]:
            del rows[key]
    del call.world.table("connect.instances")[instance["Id"]]
    return {}
