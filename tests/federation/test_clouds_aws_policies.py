"""The role's two policies, and what policies made by hand amount to."""

import json

import pytest

from federation.clouds.aws import policies

PROVIDER = "arn:aws:iam::111122223333:saml-provider/Entra"
INSTANCE = "arn:aws:connect:eu-central-1:111122223333:instance/12345678-1234-1234-1234-123456789012"
TRUST = policies.trust_policy(provider_arn=PROVIDER, region="eu-central-1")


def statement(**parts: object) -> dict[str, object]:
    return {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", **parts}]}


def allowed(policy: policies.Policy) -> bool:
    resources = policies.federation_resources(policy, instance_arn=INSTANCE)
    return any(policies.covers(resource, instance_arn=INSTANCE) for resource in resources)


def test_the_trust_accepts_the_global_and_the_regional_sign_in_address() -> None:
    addresses = policies.trusted_addresses(TRUST, provider_arn=PROVIDER)
    assert addresses == (
        "https://signin.aws.amazon.com/saml",
        "https://eu-central-1.signin.aws.amazon.com/saml",
    )


def test_the_trust_allows_the_two_actions_a_saml_sign_in_needs() -> None:
    assert TRUST["Statement"][0]["Action"] == ["sts:AssumeRoleWithSAML", "sts:TagSession"]


def test_in_govcloud_the_trust_names_the_hosts_of_govcloud() -> None:
    trust = policies.trust_policy(
        provider_arn="arn:aws-us-gov:iam::111122223333:saml-provider/E", region="us-gov-west-1"
    )
    assert trust["Statement"][0]["Condition"]["StringEquals"]["SAML:aud"] == [
        "https://signin.amazonaws-us-gov.com/saml",
        "https://us-gov-west-1.signin.amazonaws-us-gov.com/saml",
    ]


def test_the_role_may_only_sign_in_as_its_own_user_on_the_instance() -> None:
    policy = policies.federation_policy(instance_arn=INSTANCE)
    assert policy["Statement"][0]["Resource"] == [INSTANCE + "/user/${aws:userid}"]
    assert policy["Statement"][0]["Action"] == "connect:GetFederationToken"


def test_lists_of_one_and_another_order_say_the_same() -> None:
    one = statement(Action=["b:B", "a:A"], Resource=["*"])
    assert policies.same(one, statement(Action=["a:A", "b:B"], Resource="*"))
    assert not policies.same(one, statement(Action=["a:A"], Resource="*"))


def test_a_policy_that_is_no_json_is_an_empty_one() -> None:
    assert policies.parse("{not json") == {}
    assert policies.parse(json.dumps(TRUST)) == TRUST


def test_the_trusted_providers_are_those_of_saml_statements_only() -> None:
    other = statement(Principal={"Service": "ec2.amazonaws.com"}, Action="sts:AssumeRole")
    assert policies.trusted_providers(other) == ()
    assert policies.trusted_providers(TRUST) == (PROVIDER,)


def test_a_trust_without_a_condition_looks_at_no_address() -> None:
    trust = statement(Principal={"Federated": PROVIDER}, Action="sts:AssumeRoleWithSAML")
    assert policies.trusted_addresses(trust, provider_arn=PROVIDER) is None


@pytest.mark.parametrize(
    "policy",
    [
        policies.federation_policy(instance_arn=INSTANCE),
        statement(Action="connect:*", Resource="*"),
        statement(Action=["connect:getfederationtoken"], Resource=f"{INSTANCE}/*"),
        statement(Action="*", Resource="arn:aws:connect:eu-central-1:111122223333:instance/*"),
        statement(
            Action="connect:GetFederationToken",
            Resource="*",
            Condition={"StringEquals": {"connect:InstanceId": ["12345678-1234-1234-1234-123456789012"]}},
        ),
    ],
)
def test_many_ways_to_write_it_let_people_sign_in(policy: policies.Policy) -> None:
    assert allowed(policy)


@pytest.mark.parametrize(
    "policy",
    [
        {},
        statement(Action="connect:DescribeInstance", Resource="*"),
        statement(Action="connect:GetFederationToken", Resource=INSTANCE),
        statement(
            Action="connect:GetFederationToken",
            Resource="arn:aws:connect:eu-central-1:111122223333:instance/99999999-1234-1234-1234-123456789012/*",
        ),
        statement(
            Action="connect:GetFederationToken",
            Resource="*",
            Condition={"StringEquals": {"connect:InstanceId": "99999999-1234-1234-1234-123456789012"}},
        ),
        {"Statement": {"Effect": "Deny", "Action": "connect:*", "Resource": "*"}},
    ],
)
def test_other_instances_and_other_actions_do_not(policy: policies.Policy) -> None:
    assert not allowed(policy)
