"""GetCallerIdentity."""

from sandbox.aws.calls import ApiCall, Result


def get_caller_identity(call: ApiCall) -> Result:
    """Needs no permission."""
    return {"UserId": call.caller.user_id, "Account": call.caller.account, "Arn": call.caller.arn}
