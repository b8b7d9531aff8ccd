"""A working federation on the simulated AWS, and responses that fit it."""

import json
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from sandbox.aws.seed import ACCOUNT, INSTANCE_ARN, INSTANCE_ID, REGION
from tests.sandbox.responses import SigningPair, aws_attributes, metadata_for, new_signing_pair, signed_response

if TYPE_CHECKING:
    from tests.sandbox.conftest import Aws

ENTITY_ID = "https://sts.windows.net/2f6a1c34-7d0e-4b52-9d53-8f0c5c7d1a11/"
ACS = "https://signin.aws.amazon.com/saml"
REGIONAL_ACS = f"https://{REGION}.signin.aws.amazon.com/saml"
PROVIDER_ARN = f"arn:aws:iam::{ACCOUNT}:saml-provider/Entra"
ROLE_ARN = f"arn:aws:iam::{ACCOUNT}:role/ConnectSSO"
ADA = "Ada.Lovelace@contoso.com"


@cache
def signing_pair(which: str = "current") -> SigningPair:
    """Made once per name: RSA keys take time."""
    return new_signing_pair(which)


def metadata(*which: str) -> str:
    """Metadata of the identity provider with the named signing pairs."""
    return metadata_for(*(signing_pair(name).cert for name in which or ("current",)), entity_id=ENTITY_ID)


def trust(**changes: Any) -> str:
    """The trust policy of the role; `changes` replace parts of its one statement."""
    statement = {
        "Effect": "Allow",
        "Principal": {"Federated": PROVIDER_ARN},
        "Action": ["sts:AssumeRoleWithSAML", "sts:TagSession"],
        "Condition": {"StringEquals": {"SAML:aud": [ACS, REGIONAL_ACS]}},
        **changes,
    }
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def permissions(resource: str = INSTANCE_ARN + "/user/${aws:userid}", **more: Any) -> str:
    """The policy that lets the session get a federation token."""
    statement = {"Effect": "Allow", "Action": "connect:GetFederationToken", "Resource": resource, **more}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def assertion(session_name: str | None = ADA, *, pair: str = "current", **changes: Any) -> str:
    """A response that fits the federation, unless `changes` say otherwise."""
    more = changes.pop("more", {})
    arguments: dict[str, Any] = {
        "issuer": ENTITY_ID,
        "attributes": aws_attributes(ROLE_ARN, PROVIDER_ARN, session_name, **more),
        **changes,
    }
    return signed_response(key=signing_pair(pair).key, cert=signing_pair(pair).cert, **arguments)


@dataclass(frozen=True)
class Federation:
    """What the AWS side set up; `aws` is the simulation it lives in."""

    aws: "Aws"
    user_id: str

    @classmethod
    def set_up(cls, aws: "Aws") -> "Federation":
        """The calls of the five AWS steps."""
        aws.iam.create_saml_provider(Name="Entra", SAMLMetadataDocument=metadata())
        aws.iam.create_role(RoleName="ConnectSSO", AssumeRolePolicyDocument=trust(), MaxSessionDuration=7200)
        aws.iam.put_role_policy(RoleName="ConnectSSO", PolicyName="Connect", PolicyDocument=permissions())
        return cls(aws, add_user(aws, ADA)["UserId"])

    def redeem(self, encoded: str, **changes: Any) -> Any:
        """AssumeRoleWithSAML as anybody can call it."""
        arguments = {"RoleArn": ROLE_ARN, "PrincipalArn": PROVIDER_ARN, "SAMLAssertion": encoded, **changes}
        return self.aws.unsigned_sts.assume_role_with_saml(**arguments)


def profile_ids(aws: "Aws", instance: str = INSTANCE_ID) -> dict[str, Any]:
    """The profile arguments of CreateUser: Agent and the basic routing profile."""
    security = aws.connect.list_security_profiles(InstanceId=instance)["SecurityProfileSummaryList"]
    routing = aws.connect.list_routing_profiles(InstanceId=instance)["RoutingProfileSummaryList"]
    return {
        "SecurityProfileIds": [row["Id"] for row in security if row["Name"] == "Agent"],
        "RoutingProfileId": routing[0]["Id"],
    }


def add_user(aws: "Aws", name: str, **changes: Any) -> Any:
    """CreateUser on the SAML instance; `changes` replace its arguments."""
    arguments = {
        "InstanceId": INSTANCE_ID,
        "Username": name,
        "IdentityInfo": {"FirstName": "Ada", "LastName": "Lovelace"},
        **profile_ids(aws),
        **changes,
    }
    return aws.connect.create_user(**arguments)
