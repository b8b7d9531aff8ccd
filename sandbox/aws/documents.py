"""Policy documents as they arrive: refused here in IAM's words, stored as they are.

Sources of the texts: AWS answers quoted in public issue reports (terraform-provider-aws, aws-cdk).
"""

import json
import re
from collections.abc import Callable, Iterable
from typing import Any

from sandbox.aws.conditions import knows_operator
from sandbox.aws.errors import AwsError, not_simulated
from sandbox.aws.policies import listed
from sandbox.world import World

VERSIONS = ("2012-10-17", "2008-10-17")
_TOP = {"Version", "Id", "Statement"}
_PARTS = {
    "Sid",
    "Effect",
    "Principal",
    "NotPrincipal",
    "Action",
    "NotAction",
    "Resource",
    "NotResource",
    "Condition",
}
_TRUST_ACTIONS = {
    "sts:assumerole",
    "sts:assumerolewithsaml",
    "sts:assumerolewithwebidentity",
    "sts:tagsession",
    "sts:setsourceidentity",
    "sts:setcontext",
    "sts:*",
}


def malformed(text: str) -> AwsError:
    """IAM's refusal of a policy document."""
    return AwsError("MalformedPolicyDocument", text, status=400)


def _read(document: str) -> list[dict[str, Any]]:
    try:
        policy = json.loads(document)
    except (ValueError, RecursionError):
        raise malformed("This policy contains invalid Json") from None
    if not isinstance(policy, dict) or set(policy) - _TOP or not policy.get("Statement"):
        raise malformed("Syntax errors in policy.")
    if policy.get("Version", VERSIONS[1]) not in VERSIONS:
        raise malformed("Policy document must be version 2012-10-17 or greater.")
    statements = listed(policy["Statement"])
    for statement in statements:
        _check_statement(statement)
    _check_sids([str(s["Sid"]) for s in statements if s.get("Sid")])
    if "${" in document and policy.get("Version") != VERSIONS[0]:
        # Real IAM takes such a policy and then reads the variable literally: nobody ever wants that.
        raise malformed("Policy document must be version 2012-10-17 or greater.")
    return statements


def _check_statement(statement: Any) -> None:
    if not isinstance(statement, dict) or set(statement) - _PARTS:
        raise malformed("Syntax errors in policy.")
    if statement.get("Effect") not in ("Allow", "Deny"):
        raise malformed("Syntax errors in policy.")
    condition = statement.get("Condition", {})
    if not isinstance(condition, dict) or not all(isinstance(keys, dict) for keys in condition.values()):
        raise malformed("Syntax errors in policy.")
    for operator in condition:
        if not knows_operator(operator):
            raise not_simulated(f"the condition operator {operator}")


def _check_sids(sids: list[str]) -> None:
    if not all(re.fullmatch("[0-9A-Za-z]*", sid) for sid in sids):
        raise malformed(
            "Statement IDs (SID) must be alpha-numeric. "
            "Check that your input satisfies the regular expression [0-9A-Za-z]*"
        )
    if len(set(sids)) != len(sids):
        raise malformed("Statement IDs (SID) in a single policy must be unique.")


def check_permissions(document: str) -> None:
    """Raises AwsError unless the text is a policy that says what its holder may do."""
    for statement in _read(document):
        if "Principal" in statement or "NotPrincipal" in statement:
            raise malformed("Policy document should not specify a principal.")
        if not ("Action" in statement or "NotAction" in statement):
            raise malformed("Policy statement must contain actions.")
        if not ("Resource" in statement or "NotResource" in statement):
            raise malformed("Policy statement must contain resources.")
        _check_actions(listed(statement.get("Action", statement.get("NotAction"))))
        _check_resources(listed(statement.get("Resource", statement.get("NotResource"))))


def _check_actions(actions: list[Any]) -> None:
    if not all(isinstance(action, str) and (action == "*" or ":" in action) for action in actions):
        raise malformed("Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.")


def _check_resources(resources: list[Any]) -> None:
    for resource in resources:
        if not isinstance(resource, str):
            raise malformed("Syntax errors in policy.")
        if resource != "*" and not re.match(r"arn:[^:]+:[^:]+:[^:]*:[^:]*:.", resource):
            raise malformed(f'Resource {resource} must be in ARN format or "*".')


def check_trust(document: str, world: World) -> None:
    """Raises AwsError unless the text is a policy that says who may take on a role."""
    for statement in _read(document):
        if "Resource" in statement or "NotResource" in statement:
            raise malformed("Has prohibited field Resource")
        if "Principal" not in statement:
            raise malformed("Missing required field Principal")
        if "Action" not in statement:
            raise malformed("Policy statement must contain actions.")
        if not {str(action).lower() for action in listed(statement["Action"])} <= _TRUST_ACTIONS:
            raise malformed("AssumeRole policy may only specify STS AssumeRole actions.")
        _check_principal(statement["Principal"], world)


def _check_principal(principal: Any, world: World) -> None:
    if principal == "*":
        raise malformed('AssumeRolepolicy contained an invalid principal: "STAR":"*".')
    if not isinstance(principal, dict) or not set(principal) <= set(_PRINCIPALS):
        raise malformed("Syntax errors in policy.")
    if not principal or not all(listed(names) for names in principal.values()):
        raise malformed("Missing required field Principal cannot be empty!")
    for kind, names in principal.items():
        for name in listed(names):
            if not _PRINCIPALS[kind](str(name), world):
                raise malformed(f'Invalid principal in policy: "{kind.upper()}":"{name}"')


def _is_federated(name: str, world: World) -> bool:
    if not name.startswith("arn:"):
        return _domain(name)
    return world.sees("iam.saml_providers", name) and name in world.table("iam.saml_providers")


def _domain(name: str) -> bool:
    if re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)+", name):
        return True
    raise malformed("Federated principals must be valid domain names or SAML metadata ARNs")


def _is_aws(name: str, world: World) -> bool:
    accounts = world.table("aws.accounts")
    roots = {f"arn:{row['partition']}:iam::{number}:root" for number, row in accounts.items()}
    return name in {"*", *accounts, *roots, *_seen_arns(world, "iam.users"), *_seen_arns(world, "iam.roles")}


def _seen_arns(world: World, table: str) -> Iterable[str]:
    """Those of users or roles that every replica knows: a new one takes a moment."""
    return (row["Arn"] for key, row in world.table(table).items() if world.sees(table, key))


def _is_service(name: str, world: World) -> bool:
    return name.endswith(".amazonaws.com")


_PRINCIPALS: dict[str, Callable[[str, World], bool]] = {
    "Federated": _is_federated,
    "AWS": _is_aws,
    "Service": _is_service,
}
