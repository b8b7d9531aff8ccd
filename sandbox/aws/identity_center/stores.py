"""Which identity store a call to identitystore means, and the resources it needs permission on."""

from collections.abc import Callable

from sandbox.aws.calls import ApiCall
from sandbox.aws.errors import AwsError
from sandbox.aws.identity_center.instances import instance_of_store
from sandbox.aws.identity_center.numbers import member_arn
from sandbox.rows import Row

_TABLES = {"user": "ids.users", "group": "ids.groups", "membership": "ids.memberships"}
_PARAMETERS = {"user": "UserId", "group": "GroupId", "membership": "MembershipId"}


def number_of(text: str) -> str:
    """Identity stores and what is in them are named by id or by ARN."""
    return text.rpartition("/")[2]


def store_of(call: ApiCall) -> str:
    """The id of the identity store. Raises AwsError.

    The text is AWS's own (a public report of awslabs/ssosync, #221). The management account and the member
    accounts of the organisation may ask, in the instance's region.
    """
    store = number_of(call.params["IdentityStoreId"])
    instance = instance_of_store(call.world, store)
    if instance is None or instance["PrimaryRegion"] != call.region or not _may_ask(call, instance):
        details = {"ResourceId": store, "ResourceType": "IDENTITY_STORE"}
        text = f"IdentityStore not present for IdentityStoreId: {store}"
        raise AwsError("ResourceNotFoundException", text, details=details)
    return store


def _may_ask(call: ApiCall, instance: Row) -> bool:
    return call.caller.account in (instance["OwnerAccountId"], *instance["members"])


def found(call: ApiCall, kind: str, text: str) -> Row:
    """A user, group or membership of the store. Raises AwsError in AWS's words ("USER not found.")."""
    row = call.world.table(_TABLES[kind]).get(number_of(text))
    if row is None or row["IdentityStoreId"] != store_of(call):
        raise not_found(kind)
    return row


def not_found(kind: str) -> AwsError:
    """The refusal of identitystore for something that is not there."""
    resource = "GROUP_MEMBERSHIP" if kind == "membership" else kind.upper()
    details = {"ResourceType": resource}
    return AwsError("ResourceNotFoundException", f"{kind.upper()} not found.", details=details)


def resources(*kinds: str) -> Callable[[ApiCall], tuple[str, ...]]:
    """The identity store and, for each kind, the one the call names or all of them.

    Source: Service Authorization Reference, Identity Store; AWS names both in its refusals.
    """

    def needed(call: ApiCall) -> tuple[str, ...]:
        store = number_of(call.params["IdentityStoreId"])
        instance = instance_of_store(call.world, store)
        owner = instance["OwnerAccountId"] if instance else call.caller.account
        own = f"arn:{call.caller.partition}:identitystore::{owner}:identitystore/{store}"
        return (own, *(member_arn(kind, _named(call, kind)) for kind in kinds))

    return needed


def _named(call: ApiCall, kind: str) -> str:
    name = _PARAMETERS[kind]
    text = call.params.get(name) or call.params.get("MemberId", {}).get(name) or "*"
    return number_of(text)
