"""The AWS half by boto3: SAML provider, role, policy, Connect users. A second run changes nothing."""

import json
from typing import Any

import boto3
from botocore.config import Config
from patience import again_while

CAREFUL = Config(retries={"mode": "standard", "max_attempts": 5})


class AwsHalf:
    """The account and region that the environment points boto3 at."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.sts, self.iam, self.connect = (
            boto3.client(name, config=CAREFUL) for name in ("sts", "iam", "connect")
        )
        self.region: str = self.connect.meta.region_name
        caller = self.sts.get_caller_identity()
        self._arn = f"arn:{caller['Arn'].split(':')[1]}:iam::{caller['Account']}:"

    @property
    def provider_arn(self) -> str:
        return f"{self._arn}saml-provider/{self.name}"

    @property
    def role_arn(self) -> str:
        return f"{self._arn}role/{self.name}"

    def instance(self) -> dict[str, Any]:
        """The first active instance that takes SAML."""
        pages = self.connect.get_paginator("list_instances").paginate()
        found = (row for page in pages for row in page["InstanceSummaryList"])
        return next(
            row for row in found if (row["IdentityManagementType"], row["InstanceStatus"]) == ("SAML", "ACTIVE")
        )

    def trust(self, metadata: str) -> None:
        """Have the provider with this metadata, and the role that trusts it."""
        provider = {"SAMLMetadataDocument": metadata}
        try:
            self.iam.create_saml_provider(Name=self.name, **provider)
        except self.iam.exceptions.EntityAlreadyExistsException:
            self.iam.update_saml_provider(SAMLProviderArn=self.provider_arn, **provider)
        # A fresh provider is an "Invalid principal in policy" until all of IAM knows it.
        again_while(("MalformedPolicyDocument",), self._ensure_role)

    def _ensure_role(self) -> None:
        policy = _policy(
            ["sts:AssumeRoleWithSAML", "sts:TagSession"],
            Principal={"Federated": self.provider_arn},
            Condition={"StringEquals": {"SAML:aud": f"https://{self.region}.signin.aws.amazon.com/saml"}},
        )
        try:
            self.iam.create_role(RoleName=self.name, AssumeRolePolicyDocument=policy, MaxSessionDuration=43200)
        except self.iam.exceptions.EntityAlreadyExistsException:
            self.iam.update_assume_role_policy(RoleName=self.name, PolicyDocument=policy)

    def permit(self, instance_arn: str) -> None:
        """Let the role's sessions become users of the instance."""
        policy = _policy("connect:GetFederationToken", Resource=instance_arn + "/user/${aws:userid}")
        arguments = {"RoleName": self.name, "PolicyName": "Connect", "PolicyDocument": policy}
        again_while(("NoSuchEntity",), lambda: self.iam.put_role_policy(**arguments))

    def add_user(self, instance_id: str, name: str, first: str, last: str) -> None:
        """Have a Connect user. Its name must equal the session's name, letter by letter."""
        where = {"InstanceId": instance_id}
        security = self.connect.list_security_profiles(**where)["SecurityProfileSummaryList"]
        routing = self.connect.list_routing_profiles(**where)["RoutingProfileSummaryList"]
        try:
            self.connect.create_user(
                **where,
                Username=name,
                IdentityInfo={"FirstName": first, "LastName": last},
                PhoneConfig={"PhoneType": "SOFT_PHONE"},
                SecurityProfileIds=[row["Id"] for row in security if row["Name"] == "Agent"],
                RoutingProfileId=routing[0]["Id"],
            )
        except self.connect.exceptions.DuplicateResourceException:
            print(f"The Connect user {name} is already there.")


def redeem(aws: AwsHalf, encoded: str, instance_id: str) -> str:
    """AssumeRoleWithSAML, then GetFederationToken as that session: the ARN of the Connect user it became."""
    # Nobody signs this call: the response itself is the credential.
    anybody = boto3.client("sts", config=CAREFUL.merge(Config(signature_version="unsigned")))
    arguments = {"RoleArn": aws.role_arn, "PrincipalArn": aws.provider_arn, "SAMLAssertion": encoded}
    session = anybody.assume_role_with_saml(**arguments)["Credentials"]
    connect = boto3.client(
        "connect",
        config=CAREFUL,
        aws_access_key_id=session["AccessKeyId"],
        aws_secret_access_key=session["SecretAccessKey"],
        aws_session_token=session["SessionToken"],
    )
    # The role's policy may be younger than what the region knows.
    passing = ("AccessDeniedException", "UnrecognizedClientException")
    token = again_while(passing, lambda: connect.get_federation_token(InstanceId=instance_id))
    return str(token["UserArn"])


def _policy(action: Any, **more: Any) -> str:
    statement = {"Effect": "Allow", "Action": action, **more}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})
