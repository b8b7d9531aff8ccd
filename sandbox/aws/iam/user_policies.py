"""Policies on users."""

from sandbox.aws.calls import ApiCall, Result
from sandbox.aws.conditions import Context
from sandbox.aws.iam import attachments, inline_policies
from sandbox.aws.iam.users import boundary, found


def put(call: ApiCall) -> Result:
    """PutUserPolicy: makes or replaces an inline policy."""
    return inline_policies.put_inline(call, found(call), "user")


def get(call: ApiCall) -> Result:
    """GetUserPolicy."""
    return inline_policies.get_inline(call, found(call), "user")


def list_names(call: ApiCall) -> Result:
    """ListUserPolicies."""
    return inline_policies.list_inline(call, found(call))


def delete(call: ApiCall) -> Result:
    """DeleteUserPolicy."""
    return inline_policies.delete_inline(call, found(call), "user")


def attach_context(call: ApiCall) -> Context:
    """Who may attach can be limited to certain policies and boundaries."""
    return {**boundary(call), "iam:policyarn": (call.params["PolicyArn"],)}


def attach(call: ApiCall) -> Result:
    """AttachUserPolicy."""
    return attachments.attach(call, found(call), "user")


def detach(call: ApiCall) -> Result:
    """DetachUserPolicy."""
    return attachments.detach(call, found(call))


def list_attached(call: ApiCall) -> Result:
    """ListAttachedUserPolicies."""
    return attachments.list_attached(call, found(call))
