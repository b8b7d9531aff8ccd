"""Entra signs with a certificate of the setup, and AWS gets metadata that holds it."""

from datetime import UTC, datetime, timedelta

import pytest

from federation.clouds.entra.certificates import activate, add_certificate
from federation.clouds.entra.metadata import download_metadata
from federation.errors import AnswerRefused, CloudFailed, CloudNotReady, NotFound
from federation.items import (
    APP_ID,
    CERTIFICATE_CHOICE,
    CERTIFICATE_CHOICES,
    CERTIFICATE_THUMBPRINT,
    METADATA_XML,
    SERVICE_PRINCIPAL_ID,
    TENANT_ID,
)
from federation.saml.metadata import read_metadata
from federation.steps.azure_application import AzureApplication
from federation.steps.azure_certificate import AzureCertificate
from sandbox.faults import Fault
from tests.federation.entra_engineer import MARKER, Engineer

pytest_plugins = ["tests.federation.entra_fixtures"]

STEP = AzureCertificate()
ADD = "POST /servicePrincipals/{id}/addTokenSigningCertificate"
METADATA = "GET /{tenant}/federationmetadata/2007-06/federationmetadata.xml"


def at(years: float) -> AzureCertificate:
    """The step as it behaves that many years from now."""
    return AzureCertificate(now=lambda: datetime.now(UTC) + timedelta(days=365 * years))


@pytest.fixture
def engineer(azure: Engineer) -> Engineer:
    """The application is there."""
    azure.carry_out(AzureApplication())
    return azure


def active(engineer: Engineer) -> str:
    row = engineer.row("entra.servicePrincipals", SERVICE_PRINCIPAL_ID)
    return str(row["preferredTokenSigningKeyThumbprint"])


def use_a_foreign_certificate(engineer: Engineer) -> str:
    """Somebody adds a certificate in the portal and activates it."""
    tenant = engineer.clouds.entra
    tenant.marker = "somebody"
    made = add_certificate(tenant, engineer.record[SERVICE_PRINCIPAL_ID], now=datetime.now(UTC))
    tenant.marker = MARKER
    row = engineer.row("entra.servicePrincipals", SERVICE_PRINCIPAL_ID)
    row["preferredTokenSigningKeyThumbprint"] = made.thumbprint
    return made.thumbprint


def test_the_metadata_holds_the_active_certificate(engineer: Engineer) -> None:
    assert engineer.plan(STEP) == ["create"]
    engineer.carry_out(STEP)
    (certificate,) = read_metadata(engineer.record[METADATA_XML]).certificates
    assert certificate.thumbprint == engineer.record[CERTIFICATE_THUMBPRINT] == active(engineer)
    assert MARKER in certificate.subject


def test_doing_it_again_makes_no_second_certificate(engineer: Engineer) -> None:
    first = engineer.carry_out(STEP).items
    assert engineer.carry_out(STEP).items[CERTIFICATE_THUMBPRINT] == first[CERTIFICATE_THUMBPRINT]
    assert engineer.calls()[ADD] == 1
    assert engineer.plan(STEP) == ["keep"]


def test_a_certificate_whose_answer_was_lost_is_found_by_its_name(engineer: Engineer) -> None:
    add_certificate(engineer.clouds.entra, engineer.record[SERVICE_PRINCIPAL_ID], now=datetime.now(UTC))
    assert engineer.plan(STEP) == ["change"]
    engineer.carry_out(STEP)
    assert engineer.calls()[ADD] == 1


def test_an_internal_error_is_answered_by_looking(engineer: Engineer) -> None:
    engineer.world.faults.plan(ADD, Fault.FAIL)
    with pytest.raises(CloudNotReady, match="signing certificate"):
        engineer.carry_out(STEP)
    with pytest.raises(CloudNotReady, match="It is not known"):
        engineer.carry_out(STEP)
    assert engineer.calls()[ADD] == 1
    engineer.let_pass(121)
    engineer.carry_out(STEP)
    assert engineer.calls()[ADD] == 2


def test_another_certificate_active_in_entra_is_an_error(engineer: Engineer) -> None:
    engineer.carry_out(STEP)
    assert engineer.findings(STEP) == {"certificate-active": "ok", "certificate-expiry": "ok"}
    foreign = use_a_foreign_certificate(engineer)
    finding = STEP.observe(engineer.record, engineer.clouds)[0]
    assert (finding.code, finding.failed, finding.actual) == ("certificate-active", True, foreign)
    assert finding.expected == engineer.record[CERTIFICATE_THUMBPRINT]


def test_running_the_step_again_activates_ours_so_that_aws_has_nothing_to_do(engineer: Engineer) -> None:
    engineer.carry_out(STEP)
    ours = active(engineer)
    use_a_foreign_certificate(engineer)
    engineer.carry_out(STEP)
    assert active(engineer) == ours


def test_of_two_of_ours_the_recorded_one_is_used(engineer: Engineer) -> None:
    engineer.carry_out(STEP)
    recorded, tenant = active(engineer), engineer.clouds.entra
    made = add_certificate(tenant, engineer.record[SERVICE_PRINCIPAL_ID], now=datetime.now(UTC))
    row = engineer.row("entra.servicePrincipals", SERVICE_PRINCIPAL_ID)
    row["preferredTokenSigningKeyThumbprint"] = made.thumbprint
    engineer.carry_out(STEP)
    assert active(engineer) == recorded


def test_a_certificate_handed_over_by_hand_is_kept(engineer: Engineer) -> None:
    engineer.carry_out(STEP)
    foreign = use_a_foreign_certificate(engineer)
    published = download_metadata(
        engineer.endpoints, tenant_id=engineer.record[TENANT_ID], app_id=engineer.record[APP_ID]
    )
    engineer.record.put(METADATA_XML, published.xml)
    engineer.record.put(CERTIFICATE_THUMBPRINT, foreign)
    outcome = engineer.carry_out(STEP)
    assert active(engineer) == foreign
    assert outcome.resources[0].adopted


def test_a_recorded_thumbprint_that_the_metadata_lacks_is_an_error(engineer: Engineer) -> None:
    engineer.carry_out(STEP)
    engineer.record.put(CERTIFICATE_THUMBPRINT, use_a_foreign_certificate(engineer))
    assert engineer.findings(STEP)["certificate-active"] == "error"


def choose(engineer: Engineer, choice: str) -> str:
    """Answer the question and say what the plan's one line would do, in words."""
    engineer.record.put(CERTIFICATE_CHOICE, choice)
    (row,) = STEP.plan(engineer.record, engineer.clouds)
    return f"{row.change} {row.what}: {row.detail}"


def test_a_renewal_in_entra_is_adopted_when_the_engineer_says_so(engineer: Engineer) -> None:
    engineer.carry_out(STEP)
    ours, renewed = active(engineer), use_a_foreign_certificate(engineer)
    told = choose(engineer, "active")
    assert told.startswith("change the certificate of the record: it is active already")
    assert f"{renewed[:8]}… replaces {ours[:8]}…, AWS must get the new metadata before people can" in told
    engineer.carry_out(STEP)
    assert active(engineer) == engineer.record[CERTIFICATE_THUMBPRINT] == renewed
    assert engineer.findings(STEP)["certificate-active"] == "ok"
    assert choose(engineer, "active").startswith("keep")


def test_adopting_writes_nothing_into_entra(engineer: Engineer) -> None:
    engineer.carry_out(STEP)
    use_a_foreign_certificate(engineer)
    before = engineer.calls()
    engineer.record.put(CERTIFICATE_CHOICE, "active")
    engineer.carry_out(STEP)
    assert [name for name in engineer.calls() - before if not name.startswith("GET")] == []


def test_an_adopted_certificate_stays_when_the_setups_own_is_asked_for(engineer: Engineer) -> None:
    engineer.carry_out(STEP)
    renewed = use_a_foreign_certificate(engineer)
    engineer.record.put(CERTIFICATE_CHOICE, "active")
    engineer.carry_out(STEP)
    assert choose(engineer, "setup").startswith("keep")
    engineer.carry_out(STEP)
    assert active(engineer) == renewed


def test_without_an_active_certificate_it_cannot_be_adopted(engineer: Engineer) -> None:
    engineer.record.put(CERTIFICATE_CHOICE, "active")
    with pytest.raises(AnswerRefused, match="No certificate is active in Entra") as caught:
        engineer.carry_out(STEP)
    assert caught.value.item_key == "certificate_choice"


def test_an_ended_certificate_is_not_adopted(engineer: Engineer) -> None:
    engineer.carry_out(STEP)
    engineer.record.put(CERTIFICATE_CHOICE, "active")
    with pytest.raises(AnswerRefused, match="ended on"):
        at(3.1).plan(engineer.record, engineer.clouds)


def test_a_new_certificate_is_made_and_activated_once_however_often_the_step_runs(engineer: Engineer) -> None:
    engineer.carry_out(STEP)
    old = active(engineer)
    assert f"; the new one replaces {old[:8]}…, AWS must get" in choose(engineer, "new")
    for _ in range(3):
        engineer.carry_out(STEP)
    assert engineer.calls()[ADD] == 2
    assert active(engineer) == engineer.record[CERTIFICATE_THUMBPRINT] != old
    assert active(engineer)[:8] in choose(engineer, "new")
    assert "For yet another one, make it in Entra" in choose(engineer, "new")


def test_a_new_certificate_whose_activation_failed_is_taken_up_again(engineer: Engineer) -> None:
    engineer.carry_out(STEP)
    engineer.world.faults.plan("PATCH /servicePrincipals/{id}", Fault.FAIL)
    assert choose(engineer, "new").startswith("create")
    with pytest.raises(CloudFailed):
        engineer.carry_out(STEP)
    assert choose(engineer, "new").startswith("change the signing certificate: activate")
    engineer.carry_out(STEP)
    assert engineer.calls()[ADD] == 2


def test_going_back_to_the_setups_own_keeps_the_new_one(engineer: Engineer) -> None:
    engineer.carry_out(STEP)
    engineer.record.put(CERTIFICATE_CHOICE, "new")
    engineer.carry_out(STEP)
    assert choose(engineer, "setup").startswith("keep")


def test_a_new_certificate_about_to_end_gets_a_successor(engineer: Engineer) -> None:
    engineer.carry_out(STEP)
    engineer.record.put(CERTIFICATE_CHOICE, "new")
    engineer.carry_out(STEP)
    assert engineer.plan(at(2.5)) == ["keep"]
    assert engineer.plan(at(2.9)) == ["create"]


def test_the_first_certificate_may_be_asked_for_as_a_new_one(engineer: Engineer) -> None:
    engineer.record.put(CERTIFICATE_CHOICE, "new")
    engineer.carry_out(STEP)
    assert engineer.calls()[ADD] == 1


def test_another_active_certificate_leaves_the_engineer_both_ways(engineer: Engineer) -> None:
    engineer.carry_out(STEP)
    use_a_foreign_certificate(engineer)
    fix = STEP.observe(engineer.record, engineer.clouds)[0].fix
    assert f"renewed on purpose, run this step with “{CERTIFICATE_CHOICES['active']}”" in fix
    assert f"“{CERTIFICATE_CHOICES['setup']}”, which switches back" in fix


def test_going_back_to_the_certificate_aws_has_needs_nothing_of_aws(engineer: Engineer) -> None:
    engineer.carry_out(STEP)
    use_a_foreign_certificate(engineer)
    told = choose(engineer, "setup")
    assert told == f"change the signing certificate: activate {engineer.record[CERTIFICATE_THUMBPRINT][:8]}…"


@pytest.mark.parametrize("typed", ["6C1A" * 10, "6c1a" * 10])
def test_a_file_without_the_copied_thumbprint_is_refused_beside_the_file(
    engineer: Engineer, typed: str
) -> None:
    given = engineer.carry_out(STEP).items
    pasted = {"metadata_xml": given[METADATA_XML], "certificate_thumbprint": typed}
    told = STEP.check_pasted(pasted, engineer.record)["metadata_xml"]
    held = given[CERTIFICATE_THUMBPRINT][:8]
    assert told.startswith(f"This file holds {held}…, not 6C1A6C1A…: download it again after activating")


def test_a_file_with_the_copied_thumbprint_is_taken(engineer: Engineer) -> None:
    given = engineer.carry_out(STEP).items
    thumbprint = given[CERTIFICATE_THUMBPRINT].lower()
    pasted = {"metadata_xml": given[METADATA_XML], "certificate_thumbprint": thumbprint}
    assert STEP.check_pasted(pasted, engineer.record) == {}
    assert STEP.check_pasted({"metadata_xml": given[METADATA_XML]}, engineer.record) == {}


@pytest.mark.parametrize(("years", "level"), [(0, "ok"), (2.9, "warning"), (3.1, "error")])
def test_the_end_of_the_certificate_is_announced(engineer: Engineer, years: float, level: str) -> None:
    engineer.carry_out(STEP)
    assert engineer.findings(at(years))["certificate-expiry"] == level


def test_a_certificate_about_to_end_is_replaced(engineer: Engineer) -> None:
    engineer.carry_out(STEP)
    assert engineer.plan(at(2.8)) == ["keep"]
    assert engineer.plan(at(2.95)) == ["create"]


def test_metadata_that_lags_behind_is_waited_for(engineer: Engineer) -> None:
    engineer.world.faults.plan(METADATA, Fault.FAIL)
    with pytest.raises(CloudFailed):
        engineer.carry_out(STEP)
    engineer.carry_out(STEP)
    assert engineer.calls()[ADD] == 1


def test_without_the_application_it_says_what_is_missing(engineer: Engineer) -> None:
    engineer.record.put(SERVICE_PRINCIPAL_ID, "00000000-0000-4000-8000-000000000000")
    with pytest.raises(NotFound):
        engineer.carry_out(STEP)


def test_by_hand_the_metadata_address_is_of_this_application(engineer: Engineer) -> None:
    values = {one.field: one.value for one in STEP.by_hand(engineer.record)}
    assert values["App Federation Metadata Url"].startswith("https://login.microsoftonline.com/")


def test_a_key_that_the_activating_server_has_not_heard_of_is_waited_for(engineer: Engineer) -> None:
    with pytest.raises(CloudNotReady, match="have not all heard"):
        activate(engineer.clouds.entra, engineer.record[SERVICE_PRINCIPAL_ID], "0" * 40)
