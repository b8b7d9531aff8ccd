"""SimulatePrincipalPolicy."""

from typing import Any

from sandbox.aws.calls import ApiCall, Result
from sandbox.aws.conditions import Context, condition_keys
from sandbox.aws.errors import AwsError
from sandbox.aws.managed import boundary_of, documents_of
from sandbox.aws.paging import page
from sandbox.aws.policies import Decision, decide, names_action, statements_of
from sandbox.rows import Row


def source(call: ApiCall) -> tuple[str, ...]:
    """The principal whose policies are looked at."""
    return (str(call.params["PolicySourceArn"]),)


def simulate(call: ApiCall) -> Result:
    """SimulatePrincipalPolicy: every action on every resource, by the stored policies of the principal."""
    principal = _principal(call)
    documents = [*documents_of(call.world, principal), *call.params.get("PolicyInputList", [])]
    bounds = boundary_of(call.world, principal)
    context = _context(call, principal)
    results = [
        _evaluate(documents, bounds, action=action, resource=resource, context=context)
        for action in call.params["ActionNames"]
        for resource in call.params.get("ResourceArns") or ["*"]
    ]
    size, token = call.params.get("MaxItems", 100), call.params.get("Marker")
    shown, following = page(results, token=token, size=size, bad_token="InvalidInput")  # noqa: S106
    return {"EvaluationResults": shown, "IsTruncated": following is not None, "Marker": following}


def _principal(call: ApiCall) -> Row:
    arn = call.params["PolicySourceArn"]
    for table in ("iam.users", "iam.roles"):
        for row in call.world.table(table).values():
            if row["Arn"] == arn:
                return row
    if ":user/" in arn or ":role/" in arn:
        raise AwsError("NoSuchEntity", f"The entity with arn {arn} cannot be found.")
    raise AwsError("InvalidInput", f"Invalid Entity Arn: {arn} does not clearly define entity type and name.")


def _context(call: ApiCall, principal: Row) -> Context:
    found = {"aws:principalarn": (principal["Arn"],), "aws:principalaccount": (principal["account"],)}
    if "UserName" in principal:
        found |= {"aws:username": (principal["UserName"],), "aws:userid": (principal["UserId"],)}
    for entry in call.params.get("ContextEntries", []):
        found[entry.get("ContextKeyName", "").lower()] = tuple(entry.get("ContextKeyValues", []))
    return found


def _evaluate(
    documents: list[str], bounds: tuple[str, ...] | None, *, action: str, resource: str, context: Context
) -> dict[str, Any]:
    decision = decide(documents, action=action, resource=resource, context=context)
    found = {
        "EvalActionName": action,
        "EvalResourceName": resource,
        "EvalDecision": str(decision),
        "MatchedStatements": [],
        "MissingContextValues": sorted(_missing(documents, action, context)),
    }
    if bounds is None:
        return found
    limit = decide(bounds, action=action, resource=resource, context=context)
    allowed = limit is Decision.ALLOWED
    if decision is Decision.ALLOWED:
        found["EvalDecision"] = str(limit)
    return {**found, "PermissionsBoundaryDecisionDetail": {"AllowedByPermissionsBoundary": allowed}}


def _missing(documents: list[str], action: str, context: Context) -> set[str]:
    return {
        key
        for document in documents
        for statement in statements_of(document)
        if names_action(statement, action)
        for key in condition_keys(statement.get("Condition", {}))
        if key.lower() not in context
    }
