"""Changes in IAM reach the services that rely on them a moment later."""

from datetime import timedelta

from sandbox.aws.seed import INSTANCE_ID
from sandbox.faults import Fault
from tests.sandbox.federations import PROVIDER_ARN, assertion, metadata, permissions, trust

LATER = timedelta(seconds=11)


def test_a_new_trust_policy_counts_a_moment_later(federation, refused):
    aws = federation.aws
    aws.world.faults.plan("UpdateAssumeRolePolicy", Fault.LAG, seconds=10)
    forbidding = trust(Effect="Deny")
    aws.iam.update_assume_role_policy(RoleName="ConnectSSO", PolicyDocument=forbidding)
    assert federation.redeem(assertion())["Credentials"]
    aws.world.offset += LATER
    assert refused(federation.redeem, encoded=assertion())[0] == "AccessDenied"


def test_new_metadata_counts_a_moment_later(federation, refused):
    aws = federation.aws
    aws.world.faults.plan("UpdateSAMLProvider", Fault.LAG, seconds=10)
    aws.iam.update_saml_provider(SAMLProviderArn=PROVIDER_ARN, SAMLMetadataDocument=metadata("renewed"))
    answer = refused(federation.redeem, encoded=assertion(pair="renewed"))
    assert answer == ("InvalidIdentityToken", "Response signature invalid", 400)
    aws.world.offset += LATER
    assert federation.redeem(assertion(pair="renewed"))["Credentials"]


def test_a_new_permission_counts_a_moment_later(federation, refused):
    aws = federation.aws
    aws.iam.put_role_policy(
        RoleName="ConnectSSO", PolicyName="Connect", PolicyDocument=permissions("arn:aws:connect:*:*:none")
    )
    aws.world.faults.plan("PutRolePolicy", Fault.LAG, seconds=10)
    aws.iam.put_role_policy(RoleName="ConnectSSO", PolicyName="Connect", PolicyDocument=permissions())
    connect = aws.of_session("connect", federation.redeem(assertion())["Credentials"])
    assert refused(connect.get_federation_token, InstanceId=INSTANCE_ID)[0] == "AccessDeniedException"
    aws.world.offset += LATER
    assert connect.get_federation_token(InstanceId=INSTANCE_ID)["UserId"] == federation.user_id
