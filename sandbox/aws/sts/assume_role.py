"""AssumeRole: a role for a caller that its trust policy names, also one of another account.

Sources: the API reference of AssumeRole; the IAM user guide, "Cross-account policy evaluation logic", "The
confused deputy problem" and "Role chaining"; AWS answers quoted in public issue reports for the texts.
"""

from enum import Enum

from sandbox.aws.authorization import authorise, denied
from sandbox.aws.callers import Caller, Kind
from sandbox.aws.calls import ApiCall, Result
from sandbox.aws.conditions import Context, conditions_hold
from sandbox.aws.errors import AwsError, not_simulated
from sandbox.aws.policies import Decision, Statement, decide, listed, names_action, statements_of
from sandbox.aws.sts.sessions import (
    DEFAULT_SECONDS,
    check_region,
    described,
    start_session,
    too_long,
    visible_role,
)
from sandbox.rows import Row

ACTION = "sts:AssumeRole"
LONGEST_CHAINED = 3600
_NOT_SIMULATED = {
    "Policy": "session policies",
    "PolicyArns": "session policies",
    "Tags": "session tags",
    "TransitiveTagKeys": "session tags",
    "SerialNumber": "MFA",
    "TokenCode": "MFA",
    "SourceIdentity": "source identities of AssumeRole",
    "ProvidedContexts": "trusted contexts",
}


class Trust(Enum):
    """How far a trust policy names a caller."""

    NOT_NAMED = "not named"
    BY_ACCOUNT = "its account: the account's own policies decide as well"
    BY_NAME = "itself: inside one account that is enough"


def assume_role(call: ApiCall) -> Result:
    """AssumeRole. An unknown role and an untrusting one are refused in the same words."""
    for name, what in _NOT_SIMULATED.items():
        if name in call.params:
            raise not_simulated(what)
    if call.caller.kind is Kind.ROOT:
        raise AwsError("AccessDenied", "Roles may not be assumed by root accounts.", status=403)
    check_region(call.world, call.caller.account, call.region)
    role = _permitted_role(call)
    seconds = _seconds(call, role)
    session = start_session(call.world, role, name=call.params["RoleSessionName"], seconds=seconds)
    return described(session)


def _permitted_role(call: ApiCall) -> Row:
    arn = call.params["RoleArn"]
    role = visible_role(call.world, arn)
    context = _context(call)
    trust = _trust(role, call.caller, context) if role else Trust.NOT_NAMED
    if role is None or trust is Trust.NOT_NAMED:
        raise denied(call.caller, action=ACTION, resource=arn, reason="")
    if trust is Trust.BY_NAME and role["account"] == call.caller.account:
        _check_denies(call.caller, arn, context)
    else:
        authorise(call.caller, action=ACTION, resource=arn, context=context)
    return role


def _check_denies(caller: Caller, arn: str, context: Context) -> None:
    known = {**caller.context, **context}
    if decide(caller.policies, action=ACTION, resource=arn, context=known) is Decision.EXPLICIT_DENY:
        authorise(caller, action=ACTION, resource=arn, context=context)


def _context(call: ApiCall) -> Context:
    found = {"sts:rolesessionname": (call.params["RoleSessionName"],)}
    if "ExternalId" in call.params:
        found["sts:externalid"] = (call.params["ExternalId"],)
    return found


def _trust(role: Row, caller: Caller, context: Context) -> Trust:
    known = {**caller.context, **context}
    named = [
        (statement["Effect"], trust)
        for statement in statements_of(role["AssumeRolePolicyDocument"])
        if names_action(statement, ACTION)
        and conditions_hold(statement.get("Condition", {}), known)
        and (trust := _named(statement, caller)) is not Trust.NOT_NAMED
    ]
    if any(effect == "Deny" for effect, _ in named):
        return Trust.NOT_NAMED
    if any(trust is Trust.BY_NAME for _, trust in named):
        return Trust.BY_NAME
    return Trust.BY_ACCOUNT if named else Trust.NOT_NAMED


def _named(statement: Statement, caller: Caller) -> Trust:
    names = listed(statement["Principal"].get("AWS", []))
    if {caller.arn, caller.role_arn} & set(names):
        return Trust.BY_NAME
    account = {caller.account, f"arn:{caller.partition}:iam::{caller.account}:root", "*"}
    return Trust.BY_ACCOUNT if account & set(names) else Trust.NOT_NAMED


def _seconds(call: ApiCall, role: Row) -> int:
    wanted = call.params.get("DurationSeconds")
    if wanted and wanted > LONGEST_CHAINED and call.caller.kind is Kind.ROLE_SESSION:
        text = (
            "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining."
        )
        raise AwsError("ValidationError", text)
    if refusal := too_long(role, wanted):
        raise refusal
    return int(wanted or DEFAULT_SECONDS)
