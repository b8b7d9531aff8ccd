"""The agreement check reads every step back, and compares what one side gives with what the other gives."""

from typing import Any, ClassVar

import pytest

from federation.checks.agreement import check_agreement
from federation.checks.registry import CHECKS
from federation.clouds import Clouds
from federation.errors import CredentialsRejected, FederationError, PermissionMissing
from federation.findings import Finding, Level
from federation.items import (
    AWS_ACCOUNT,
    CONNECT_USERS,
    INSTANCE_ARN,
    METADATA_XML,
    PEOPLE,
    PROVIDER_ARN,
    RELAY_STATE,
    REPLY_URL,
    ROLE_ARN,
    ROLE_VALUE,
    TENANT_ID,
    Item,
)
from federation.people import SignInPerson
from federation.record import MemoryRecord, Record
from federation.sides import Side
from federation.steps.base import Step
from tests.federation.responses import ANNA, INSTANCE, PROVIDER, ROLE, TENANT, metadata_xml

SIGN_IN = "https://eu-central-1.signin.aws.amazon.com/saml"
FEDERATE = "https://eu-central-1.console.aws.amazon.com/connect/federate/12345678-1234-1234-1234-123456789012"
FITTING: dict[Item[Any], Any] = {
    AWS_ACCOUNT: "111122223333",
    ROLE_ARN: ROLE,
    PROVIDER_ARN: PROVIDER,
    ROLE_VALUE: f"{ROLE},{PROVIDER}",
    INSTANCE_ARN: INSTANCE,
    RELAY_STATE: f"{FEDERATE}?destination=%2Fagent-app-v2&new_domain=true",
    REPLY_URL: SIGN_IN,
    TENANT_ID: TENANT,
    METADATA_XML: metadata_xml(),
    PEOPLE: (SignInPerson(ANNA, ANNA, "Anna", "Weber"),),
    CONNECT_USERS: (ANNA, "bert"),
}


class AwsStep(Step):
    key, side, title = "aws-role", Side.AWS, "Create the role"
    needs = (PROVIDER_ARN,)
    gives = (ROLE_ARN,)
    raises: ClassVar[FederationError | None] = None

    def observe(self, record: Record, clouds: Clouds) -> tuple[Finding, ...]:
        if self.raises is not None:
            raise self.raises
        return (Finding(code="looked", level=Level.OK, owner=self.side, message="Looked.", step=self.key),)


class AzureStep(AwsStep):
    key, side, title = "azure-claims", Side.AZURE, "Set the claims"
    needs = (ROLE_ARN,)
    gives = (ROLE_VALUE,)


def no_cloud() -> Any:
    pytest.fail("the test steps open no cloud")


CLOUDS = Clouds(open_aws=no_cloud, open_entra=no_cloud)


def notable(*steps: Step, **changes: Any) -> dict[str, Finding]:
    record = MemoryRecord(FITTING)
    for key, value in changes.items():
        record._values[key] = value
    return {f.code: f for f in check_agreement(steps, record, CLOUDS) if f.level is not Level.OK}


def refused(base: type[Step], error: FederationError) -> Step:
    step: Step = type("Refused", (base,), {"raises": error})()
    return step


def test_a_record_whose_halves_fit_has_nothing_to_complain_of() -> None:
    assert not notable(AwsStep(), AzureStep())


def test_every_step_is_read_back_in_the_order_of_the_route() -> None:
    findings = check_agreement((AzureStep(), AwsStep()), MemoryRecord(FITTING), CLOUDS)
    assert [f.step for f in findings if f.code == "looked"] == ["azure-claims", "aws-role"]


def test_a_step_that_is_not_done_makes_the_check_fail_and_is_not_asked() -> None:
    findings = check_agreement((AwsStep(),), MemoryRecord({PROVIDER_ARN: PROVIDER}), CLOUDS)
    assert [(f.code, f.step, f.expected) for f in findings] == [("step-not-done", "aws-role", "Role ARN")]
    assert findings[0].failed


def test_a_side_that_is_not_signed_in_is_one_warning_and_the_other_is_still_read() -> None:
    away = refused(AwsStep, CredentialsRejected("The session has ended."))
    findings = check_agreement((away, away, AzureStep()), MemoryRecord(FITTING), CLOUDS)
    warnings = [f for f in findings if f.code == "not-connected"]
    assert [(f.level, f.owner, f.step) for f in warnings] == [("warning", "aws", "aws-connect")]
    assert "looked" in {f.code for f in findings}


def test_a_missing_permission_is_a_fault_of_its_side_with_its_hint() -> None:
    found = notable(refused(AzureStep, PermissionMissing("Not allowed.", hint="Ask for Application.Read.All.")))
    fault = found["permission-missing"]
    assert (fault.failed, fault.owner, fault.step) == (True, "azure", "azure-claims")
    assert fault.fix == "Ask for Application.Read.All."


@pytest.mark.parametrize(
    ("change", "code", "step"),
    [
        ({"role_value": f"{PROVIDER},{ROLE}"}, "role-value", "azure-claims"),
        ({"role_arn": f"{ROLE}2"}, "role-value", "azure-claims"),
        ({"relay_state": FEDERATE.replace("eu-central-1", "us-east-1")}, "relay-state", "azure-application"),
        ({"relay_state": FEDERATE[:-1] + "3"}, "relay-state", "azure-application"),
        (
            {"reply_url": SIGN_IN.replace("eu-central-1", "us-west-2")},
            "reply-url-region",
            "azure-application",
        ),
        ({"reply_url": "https://example.com/saml"}, "reply-url-region", "azure-application"),
        ({"tenant_id": "99999999-2222-3333-4444-555555555555"}, "metadata-tenant", "azure-certificate"),
        ({"connect_users": ("Anna.Weber@contoso.com",)}, "connect-user-case", "aws-users"),
        ({"connect_users": ()}, "connect-user", "aws-users"),
    ],
)
def test_each_pair_of_values_that_does_not_fit_is_named(change: dict[str, Any], code: str, step: str) -> None:
    found = notable(**change)
    assert list(found) == [code]
    assert found[code].failed
    assert found[code].step == step
    assert found[code].expected != found[code].actual


def test_a_provider_of_another_account_is_named() -> None:
    other = PROVIDER.replace("111122223333", "444455556666")
    assert list(notable(provider_arn=other, role_value=f"{ROLE},{other}")) == ["account"]


def test_the_global_reply_url_is_a_warning_unless_the_instance_is_there() -> None:
    worldwide = "https://signin.aws.amazon.com/saml"
    assert not notable(reply_url=worldwide)["reply-url-region"].failed
    virginia = INSTANCE.replace("eu-central-1", "us-east-1")
    relay = FEDERATE.replace("eu-central-1", "us-east-1")
    assert not notable(reply_url=worldwide, instance_arn=virginia, relay_state=relay)


def test_a_govcloud_relay_state_has_no_region() -> None:
    changes = {
        "instance_arn": INSTANCE.replace("aws:connect:eu-central-1", "aws-us-gov:connect:us-gov-west-1"),
        "relay_state": FEDERATE.replace("eu-central-1.console.aws.amazon.com", "console.amazonaws-us-gov.com"),
        "reply_url": "https://signin.amazonaws-us-gov.com/saml",
    }
    assert not notable(**changes)


def test_the_list_of_checks_has_unique_keys_and_whole_sentences() -> None:
    assert len({check.key for check in CHECKS}) == len(CHECKS)
    assert all(check.description.endswith(".") and check.rung in (1, 4) for check in CHECKS)
