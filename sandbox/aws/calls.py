"""One API call on its way through the simulated AWS, and what an operation is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from botocore.model import OperationModel

from sandbox.addresses import Addresses
from sandbox.aws.callers import Caller
from sandbox.aws.conditions import Context
from sandbox.aws.models import iam_prefix
from sandbox.world import World

Result = Mapping[str, Any]


@dataclass(frozen=True)
class ApiCall:
    """A read and validated request. `params` are by member name of the operation's input shape."""

    world: World
    addresses: Addresses
    model: OperationModel
    region: str
    caller: Caller
    params: Mapping[str, Any]

    @property
    def action(self) -> str:
        """The IAM action, such as "iam:CreateRole"."""
        return f"{iam_prefix(self.model.service_model.service_name)}:{self.model.name}"

    def iam_arn(self, resource: str) -> str:
        """An ARN of the caller's account in IAM, such as of "role/Name"."""
        return f"arn:{self.caller.partition}:iam::{self.caller.account}:{resource}"

    def connect_arn(self, resource: str) -> str:
        """An ARN of the caller's account in Amazon Connect in the region of the call."""
        return f"arn:{self.caller.partition}:connect:{self.region}:{self.caller.account}:{resource}"


Resources = Callable[[ApiCall], tuple[str, ...]]


def everything(call: ApiCall) -> tuple[str, ...]:
    """The action is not limited to a resource."""
    return ("*",)


def no_context(call: ApiCall) -> Context:
    """No condition keys beside those every request has."""
    return {}


@dataclass(frozen=True)
class Operation:
    """What the sandbox does for one operation.

    `resources` are the ARNs the caller needs the action on, None if no permission is needed; `also` lists
    further actions AWS demands of the caller (Service Authorization Reference, dependent actions);
    `tagging` is the one it demands as well when the call sets tags; `unsigned` calls carry no credentials.
    `writes` marks one that keeps something although its name asks for something.
    """

    handle: Callable[[ApiCall], Result]
    resources: Resources | None = everything
    context: Callable[[ApiCall], Context] = no_context
    also: tuple[str, ...] = ()
    tagging: str = ""
    unsigned: bool = False
    writes: bool = False

    def reads(self, name: str) -> bool:
        """Whether the operation, by its name, only asks; a lagging copy may answer it then."""
        asks = ("Get", "List", "Describe", "Simulate", "Search", "IsMember")
        return not self.writes and name.startswith(asks)
