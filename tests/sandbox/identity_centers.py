"""Identity Center in a fresh simulated AWS: clients of its engineers, and its console as scripts use it."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
import requests

from sandbox.aws.identity_center import seed

if TYPE_CHECKING:
    from tests.sandbox.conftest import Aws

CONSOLE = f"https://{seed.REGION}.console.aws.amazon.com/singlesignon"


def data(page: requests.Response) -> dict[str, str]:
    """The data- attributes of a page's main element."""
    (attributes,) = re.findall(r"<main([^>]*)>", page.text)
    return dict(re.findall(r'data-(\w+)="([^"]*)"', attributes))


@dataclass(frozen=True)
class Center:
    """The simulation with the organisation in it."""

    aws: "Aws"

    @property
    def admin(self) -> Any:
        """sso-admin as the management account's engineer."""
        return self.client("sso-admin")

    @property
    def store(self) -> Any:
        """identitystore as the management account's engineer."""
        return self.client("identitystore")

    def client(self, service: str, *, region: str = seed.REGION, checking: bool = True) -> Any:
        key, secret = seed.ENGINEER_KEY, seed.ENGINEER_SECRET
        return self.aws.client(service, key, secret, region=region, checking=checking)

    def reader(self, service: str) -> Any:
        """As the engineer of the management account who may only read."""
        return self.aws.client(service, seed.READER_KEY, seed.READER_SECRET)

    def local(self, address: str) -> str:
        """Where a real address is simulated."""
        return str(self.aws.addresses.local(address))

    def user_id(self, name: str) -> str:
        path = {"AttributePath": "userName", "AttributeValue": name}
        asked = {"IdentityStoreId": seed.STORE, "AlternateIdentifier": {"UniqueAttribute": path}}
        return str(self.store.get_user_id(**asked)["UserId"])

    def group_id(self, name: str = seed.GROUP) -> str:
        path = {"AttributePath": "displayName", "AttributeValue": name}
        asked = {"IdentityStoreId": seed.STORE, "AlternateIdentifier": {"UniqueAttribute": path}}
        return str(self.store.get_group_id(**asked)["GroupId"])


@pytest.fixture
def center(aws: "Aws") -> Center:
    """A freshly seeded organisation beside the Connect account."""
    seed.seed(aws.world)
    return Center(aws)
