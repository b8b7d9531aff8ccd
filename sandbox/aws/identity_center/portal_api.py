"""sso: what the bearer of an access token may use: accounts, roles in them, credentials of a role.

A permission set becomes a role of its own in the account, made when somebody first uses it. Texts: "Session
token not found or invalid" and "No access" are AWS's, from public issue reports.
"""

import json
from datetime import datetime
from typing import Any

from sandbox.aws.calls import ApiCall, Result
from sandbox.aws.errors import AwsError
from sandbox.aws.identity_center.numbers import hexadecimal
from sandbox.aws.ids import timestamp, unique_id
from sandbox.aws.paging import page
from sandbox.aws.sts.sessions import start_session
from sandbox.rows import Row
from sandbox.world import World

DEFAULT_PAGE = 100
SESSION_SECONDS = 3600


def _user(call: ApiCall) -> Row:
    """Who the token belongs to. Raises AwsError."""
    row = call.world.table("idc.access_tokens").get(call.params["accessToken"])
    user = call.world.table("ids.users").get(row["user"]) if row else None
    if row is None or user is None or call.world.now() >= datetime.fromisoformat(row["ends"]):
        raise AwsError("UnauthorizedException", "Session token not found or invalid", status=401)
    return user


def _assignments(call: ApiCall) -> list[Row]:
    """Account and permission set of everything the user may use, also as member of a group."""
    user = _user(call)["UserId"]
    memberships = call.world.table("ids.memberships").values()
    principals = {user, *(row["GroupId"] for row in memberships if row["MemberId"]["UserId"] == user)}
    rows = call.world.table("ids.account_assignments").values()
    return [row for row in rows if row["PrincipalId"] in principals]


def _paged(call: ApiCall, name: str, rows: list[dict[str, Any]]) -> Result:
    size, token = call.params.get("maxResults", DEFAULT_PAGE), call.params.get("nextToken")
    shown, following = page(rows, token=token, size=size, bad_token="InvalidRequestException")  # noqa: S106
    return {name: shown, "nextToken": following}


def list_accounts(call: ApiCall) -> Result:
    """ListAccounts."""
    accounts = sorted({row["account"] for row in _assignments(call)})
    rows = [
        {
            "accountId": number,
            "accountName": f"Contoso {number}",
            "emailAddress": f"aws+{number}@contoso.example",
        }
        for number in accounts
    ]
    return _paged(call, "accountList", rows)


def list_account_roles(call: ApiCall) -> Result:
    """ListAccountRoles."""
    account = call.params["accountId"]
    names = sorted({row["permission_set"] for row in _assignments(call) if row["account"] == account})
    if not names:
        raise _no_access()
    return _paged(call, "roleList", [{"roleName": name, "accountId": account} for name in names])


def _no_access() -> AwsError:
    return AwsError("ForbiddenException", "No access", status=403)


def get_role_credentials(call: ApiCall) -> Result:
    """GetRoleCredentials: a session of the permission set's role, named after the user."""
    wanted = (call.params["accountId"], call.params["roleName"])
    if wanted not in {(row["account"], row["permission_set"]) for row in _assignments(call)}:
        raise _no_access()
    role = _role(call.world, *wanted)
    session = start_session(call.world, role, name=_user(call)["UserName"], seconds=SESSION_SECONDS)
    ends = datetime.fromisoformat(session["Expiration"])
    return {
        "roleCredentials": {
            "accessKeyId": session["AccessKeyId"],
            "secretAccessKey": session["SecretAccessKey"],
            "sessionToken": session["SessionToken"],
            "expiration": int(ends.timestamp() * 1000),
        }
    }


def _role(world: World, account: str, permission_set: str) -> Row:
    prefix = f"AWSReservedSSO_{permission_set}_"
    roles = world.table("iam.roles")
    for row in roles.values():
        if row["account"] == account and row["RoleName"].startswith(prefix):
            return row
    row = _new_role(world, account, f"{prefix}{hexadecimal()}", permission_set)
    roles[f"{account}/{row['RoleName'].lower()}"] = row
    return row


def _new_role(world: World, account: str, name: str, permission_set: str) -> Row:
    path = "/aws-reserved/sso.amazonaws.com/"
    provider = f"arn:aws:iam::{account}:saml-provider/AWSSSO_{hexadecimal()}_DO_NOT_DELETE"
    trust = {
        "Effect": "Allow",
        "Principal": {"Federated": provider},
        "Action": ["sts:AssumeRoleWithSAML", "sts:TagSession"],
        "Condition": {"StringEquals": {"SAML:aud": "https://signin.aws.amazon.com/saml"}},
    }
    return {
        "account": account,
        "Path": path,
        "RoleName": name,
        "RoleId": unique_id("AROA"),
        "Arn": f"arn:aws:iam::{account}:role{path}{name}",
        "CreateDate": timestamp(world.now()),
        "AssumeRolePolicyDocument": json.dumps({"Version": "2012-10-17", "Statement": [trust]}),
        "Description": None,
        "MaxSessionDuration": 43200,
        "Tags": [],
        "policies": {"AwsSSOInlinePolicy": world.table("ids.permission_sets")[permission_set]["policy"]},
        "attached": [],
    }


def logout(call: ApiCall) -> Result:
    """Logout: the token is worth nothing from now on."""
    _user(call)
    del call.world.table("idc.access_tokens")[call.params["accessToken"]]
    return {}
