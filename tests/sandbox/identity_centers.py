"""Identity Center in a fresh simulated AWS: clients of its engineers, and its console as scripts use it."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import requests

from sandbox.aws.identity_center import seed
from sandbox.aws.seed import INSTANCE_ID

if TYPE_CHECKING:
    from tests.sandbox.conftest import Aws

CONSOLE = f"https://{seed.REGION}.console.aws.amazon.com/singlesignon"


def data(page: requests.Response) -> dict[str, str]:
    """The data- attributes of a page's main element."""
    (attributes,) = re.findall(r"<main([^>]*)>", page.text)
    return dict(re.findall(r'data-(\w+)="([^"]*)"', attributes))


APPLICATION = {
    "display_name": "Amazon Connect",
    "acs_url": "https://signin.aws.amazon.com/saml",
    "audience": "urn:amazon:webservices",
    "relay_state": f"https://{seed.REGION}.console.aws.amazon.com/connect/federate/{INSTANCE_ID}"
    "?destination=%2Fagent-app-v2",
}
SP_ENTITY_ID = f"https://{seed.REGION}.signin.aws.amazon.com/platform/saml/{seed.STORE}"


class Console:
    """The console's pages, as a script with a cookie jar uses them."""

    def __init__(self, aws: "Aws", key: str = seed.ENGINEER_KEY) -> None:
        self._aws = aws
        self.session = requests.Session()
        self.post("/sign-in", access_key=key)

    def get(self, path: str) -> requests.Response:
        return self.session.get(f"{self._aws.addresses.local(CONSOLE)}{path}")

    def post(self, path: str, data: Any = None, **fields: str) -> requests.Response:
        return self.session.post(f"{self._aws.addresses.local(CONSOLE)}{path}", data=data or fields)

    def add_application(self, **changes: str) -> str:
        """The ARN of a new SAML application for Connect."""
        return data(self.post("/applications/add", {**APPLICATION, **changes}))["application"]

    def map_attributes(self, arn: str, *mappings: tuple[str, str, str]) -> requests.Response:
        rows = [("Subject", "${user:email}", "emailAddress"), *mappings]
        fields = [pair for row in rows for pair in zip(("attribute", "value", "format"), row, strict=True)]
        return self.post(f"/applications/{arn.rpartition('/')[2]}/attribute-mappings", fields)

    def use_external(self, document: str) -> requests.Response:
        """Entra (or another) becomes the identity source."""
        path = "/settings/identity-source"
        return self.post(path, source="EXTERNAL_IDP", metadata=document, confirm="ACCEPT")

    def close(self) -> None:
        self.session.close()


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
