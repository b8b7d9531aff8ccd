"""Policies on roles."""

from sandbox.aws.calls import ApiCall, Result
from sandbox.aws.conditions import Context
from sandbox.aws.iam import attachments, inline_policies
from sandbox.aws.iam.roles import boundary, found


def put(call: ApiCall) -> Result:
    """PutRolePolicy: makes or replaces an inline policy."""
    return inline_policies.put_inline(call, found(call), "role")


def get(call: ApiCall) -> Result:
    """GetRolePolicy."""
    return inline_policies.get_inline(call, found(call), "role")


def list_names(call: ApiCall) -> Result:
    """ListRolePolicies."""
    return inline_policies.list_inline(call, found(call))


def delete(call: ApiCall) -> Result:
    """DeleteRolePolicy."""
    return inline_policies.delete_inline(call, found(call), "role")


def attach_context(call: ApiCall) -> Context:
    """Who may attach can be limited to certain policies and boundaries."""
    return {**boundary(call), "iam:policyarn": (call.params["PolicyArn"],)}


def attach(call: ApiCall) -> Result:
    """AttachRolePolicy."""
    return attachments.attach(call, found(call), "role")


def detach(call: ApiCall) -> Result:
    """DetachRolePolicy."""
    return attachments.detach(call, found(call))


def list_attached(call: ApiCall) -> Result:
    """ListAttachedRolePolicies."""
    return attachments.list_attached(call, found(call))
