"""The gallery application of a tenant, its synchronization job, and the AWS account behind it."""

import json
from dataclasses import dataclass
from functools import cache
from typing import Any

import boto3
import httpx

from sandbox.aws.seed import ENGINEER_KEY, ENGINEER_SECRET, add_user
from sandbox.entra.metadata import federation_metadata
from sandbox.entra.seed import TENANT_ID
from tests.sandbox.contoso import GALLERY, App, Contoso

KEY, SECRET = "AKIASANDBOXPROVISION", "provisioning-secret"
MAY_LIST = json.dumps(
    {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "iam:ListRoles", "Resource": "*"}]}
)
ACCOUNT = "arn:aws:iam::111122223333"


@dataclass
class Provisioning:
    """Drives the job of a gallery application through Graph."""

    contoso: Contoso
    app: App
    iam: Any
    job_id: str = ""

    @property
    def path(self) -> str:
        return f"{self.app.principal_path}/synchronization"

    @property
    def job_path(self) -> str:
        return f"{self.path}/jobs/{self.job_id}"

    @property
    def graph(self) -> httpx.Client:
        return self.contoso.graph

    def make_job(self) -> None:
        made = self.graph.post(f"{self.path}/jobs", json={"templateId": "aws"})
        assert made.status_code == 201
        self.job_id = made.json()["id"]

    def save(self, key: str = KEY, secret: str = SECRET) -> None:
        pairs = credentials(key, secret)
        assert self.graph.put(f"{self.path}/secrets", json={"value": pairs}).status_code == 204

    def validate(self, **body: Any) -> httpx.Response:
        return self.graph.post(f"{self.job_path}/validateCredentials", json=body)

    def do(self, action: str, **body: Any) -> None:
        assert self.graph.post(f"{self.job_path}/{action}", json=body).status_code == 204

    def job(self) -> dict[str, Any]:
        found: dict[str, Any] = self.graph.get(self.job_path).json()
        return found

    def imported(self) -> dict[str, dict[str, Any]]:
        roles = self.graph.get(self.app.principal_path).json()["appRoles"]
        return {role["value"]: role for role in roles if role["origin"] == "ServicePrincipal"}

    def make_role(self, name: str, *providers: str) -> str:
        statement = {
            "Effect": "Allow",
            "Action": "sts:AssumeRoleWithSAML",
            "Principal": {"Federated": [f"{ACCOUNT}:saml-provider/{one}" for one in providers]},
        }
        trust = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        arn: str = self.iam.create_role(RoleName=name, AssumeRolePolicyDocument=trust)["Role"]["Arn"]
        return arn

    def make_provider(self, name: str) -> None:
        document = federation_metadata(self.contoso.world, tenant_id=TENANT_ID, app_id="").decode()
        self.iam.create_saml_provider(Name=name, SAMLMetadataDocument=document)

    def run(self) -> None:
        """A job with good credentials, started."""
        self.make_job()
        self.save()
        self.do("start")


def credentials(key: str = KEY, secret: str = SECRET) -> list[dict[str, str]]:
    return [{"key": "ClientSecret", "value": key}, {"key": "SecretToken", "value": secret}]


@cache
def iam_at(endpoint: str) -> Any:
    """One client for all tests: making one takes as long as a test."""
    return boto3.client(
        "iam",
        region_name="us-east-1",
        endpoint_url=endpoint,
        aws_access_key_id=ENGINEER_KEY,
        aws_secret_access_key=ENGINEER_SECRET,
    )


def set_up(contoso: Contoso) -> Provisioning:
    """A gallery application, two SAML providers, and an IAM user that may list roles."""
    add_user(contoso.world, "entra-provisioning", key=KEY, secret=SECRET, policy=MAY_LIST)
    app = contoso.instantiate(template=GALLERY)
    made = Provisioning(contoso, app, iam_at(contoso.sandbox.addresses.aws))
    for name in ("Entra", "Other"):
        made.make_provider(name)
    return made
