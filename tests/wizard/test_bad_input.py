"""What people paste by mistake is refused beside the field, and nothing they typed is lost."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from sandbox.aws import seed as aws
from tests.cast import (
    PROVIDER_ARN,
    ROLE_ARN,
    Cast,
    Window,
    beside,
    do_by_hand,
    do_everything,
    do_everything_before,
    metadata,
    text,
)
from tests.federation.responses import signed_response
from wizard.models import Kind, Origin, Revision, Run

TENANT = "99999999-2222-3333-4444-555555555555"


def upload(content: str | bytes) -> SimpleUploadedFile:
    raw = content.encode() if isinstance(content, str) else content
    return SimpleUploadedFile("contoso.xml", raw, "text/xml")


WRONG_FILES: dict[str, tuple[Any, str]] = {
    "service provider": (lambda: metadata(role="SPSSODescriptor"), "metadata of a service provider"),
    "web page": (lambda: "<!DOCTYPE html><html><body>Sign in</body></html>", "web page (HTML)"),
    "empty": (lambda: "", "empty"),
    "20 MB": (lambda: "<" * 20_000_000, "19 MB. Metadata has 10 MB at most"),
    "DOCTYPE": (lambda: metadata().replace("?>", "?><!DOCTYPE x [<!ENTITY a 'b'>]>"), "DOCTYPE"),
    "not text": (lambda: b"\x89PNG\r\n\x1a\n\xff", "not text"),
    "expired": (lambda: metadata("old", days=-3), "expired on"),
    "of another tenant": (lambda: metadata("other", tenant=TENANT), "of another tenant"),
}


@pytest.mark.parametrize("name", WRONG_FILES)
def test_a_wrong_metadata_file_is_refused_with_what_it_is(cast: Cast, asha: Window, name: str) -> None:
    make, said = WRONG_FILES[name]
    do_everything_before(cast, "azure-certificate")
    page = asha.typed(
        "by-hand",
        cast.setup.pk,
        "azure-certificate",
        metadata_xml_file=upload(make()),
        certificate_thumbprint="A" * 40,
    )
    assert page.status_code == 422
    assert said in beside(page, "metadata_xml_file") + beside(page, "metadata_xml")
    assert "A" * 40 in text(page)
    assert not Revision.objects.filter(key="metadata_xml").exists()


@pytest.mark.parametrize("name", sorted({*WRONG_FILES} - {"empty", "not text", "20 MB"}))
def test_the_same_pasted_is_refused_and_stays_in_the_page(cast: Cast, asha: Window, name: str) -> None:
    make, said = WRONG_FILES[name]
    do_everything_before(cast, "azure-certificate")
    page = asha.typed("by-hand", cast.setup.pk, "azure-certificate", metadata_xml=make())
    assert page.status_code == 422
    assert said in beside(page, "metadata_xml")
    assert page.context["form"]["metadata_xml"].value() == make()
    assert make() in text(page)


def test_too_much_pasted_is_refused_and_stays_in_the_page(cast: Cast, asha: Window) -> None:
    do_everything_before(cast, "azure-certificate")
    pasted = "x" * 10_000_001
    page = asha.send("by-hand", cast.setup.pk, "azure-certificate", data={"metadata_xml": pasted})
    assert "too large" in beside(page, "metadata_xml")
    assert pasted.encode() in page.content


def test_neither_a_file_nor_its_text_is_refused(cast: Cast, asha: Window) -> None:
    do_everything_before(cast, "azure-certificate")
    page = asha.typed("by-hand", cast.setup.pk, "azure-certificate")
    assert beside(page, "metadata_xml") == "Choose a file or paste its content."


def test_a_byte_order_mark_is_nobodys_fault(cast: Cast, asha: Window) -> None:
    do_everything_before(cast, "azure-certificate")
    file = upload(b"\xef\xbb\xbf" + metadata().encode())
    page = asha.typed("by-hand", cast.setup.pk, "azure-certificate", metadata_xml_file=file)
    assert page.status_code == 302
    kept = Revision.objects.get(key="metadata_xml")
    assert (kept.value, kept.origin) == (metadata(), Origin.UPLOADED)


def test_a_new_file_counts_although_the_old_one_in_the_page_has_expired(cast: Cast, asha: Window) -> None:
    do_everything_before(cast, "azure-certificate")
    do_by_hand(cast, "azure-certificate")
    Revision.objects.filter(key="metadata_xml").update(value=metadata("old", days=-3))
    page = asha.typed(
        "by-hand", cast.setup.pk, "azure-certificate", metadata_xml_file=upload(metadata("renewed"))
    )
    assert page.status_code == 302, text(page)
    assert Revision.objects.filter(key="metadata_xml").latest("number").value == metadata("renewed")


def test_a_good_file_need_not_be_chosen_again_after_another_field_was_wrong(cast: Cast, asha: Window) -> None:
    do_everything_before(cast, "azure-certificate")
    page = asha.typed(
        "by-hand",
        cast.setup.pk,
        "azure-certificate",
        metadata_xml_file=upload(metadata()),
        certificate_thumbprint="not hex",
    )
    assert beside(page, "certificate_thumbprint")
    assert page.context["form"]["metadata_xml"].value() == metadata()


OTHER_ACCOUNT = "999900001111"
WRONG_ARNS = {
    "account": (PROVIDER_ARN.replace(aws.ACCOUNT, OTHER_ACCOUNT), f"of account {OTHER_ACCOUNT}"),
    "kind": (ROLE_ARN, "SAML provider"),
    "service": (aws.INSTANCE_ARN, "SAML provider"),
    "nothing like it": ("ConnectSSO", "arn:"),
}


@pytest.mark.parametrize("what", WRONG_ARNS)
def test_an_arn_of_something_else_is_refused(cast: Cast, wes: Window, what: str) -> None:
    typed, said = WRONG_ARNS[what]
    do_everything_before(cast, "aws-saml-provider")
    page = wes.typed("by-hand", cast.setup.pk, "aws-saml-provider", provider_arn=typed)
    assert page.status_code == 422
    assert said in beside(page, "provider_arn")
    assert typed in text(page)


def test_a_provider_is_not_taken_for_a_role(cast: Cast, wes: Window) -> None:
    do_everything_before(cast, "aws-role")
    page = wes.typed("by-hand", cast.setup.pk, "aws-role", role_arn=PROVIDER_ARN)
    assert "role" in beside(page, "role_arn")


def test_an_arn_of_another_partition_is_refused(cast: Cast, wes: Window) -> None:
    caller = f"arn:aws:iam::{aws.ACCOUNT}:user/wes"
    page = wes.typed(
        "by-hand",
        cast.setup.pk,
        "aws-connect",
        aws_region=aws.REGION,
        aws_account=aws.ACCOUNT,
        aws_caller=caller,
    )
    assert page.status_code == 302
    typed = aws.INSTANCE_ARN.replace("arn:aws:", "arn:aws-us-gov:")
    page = wes.typed("by-hand", cast.setup.pk, "aws-instance", instance_arn=typed)
    assert "partition aws-us-gov" in beside(page, "instance_arn")


def test_an_instance_of_another_region_is_refused(cast: Cast, wes: Window) -> None:
    do_by_hand(cast, "aws-connect")
    typed = aws.INSTANCE_ARN.replace(aws.REGION, "us-east-1")
    page = wes.typed("by-hand", cast.setup.pk, "aws-instance", instance_arn=typed)
    assert "of region us-east-1" in beside(page, "instance_arn")


@pytest.mark.parametrize(
    ("key", "field", "typed", "said"),
    [
        ("aws-connect", "aws_region", "eu-west-1", "not offered in eu-west-1"),
        ("aws-connect", "aws_region", "Frankfurt", "the code of a region"),
        ("aws-connect", "aws_region", "", "Enter region of the connect instance."),
        ("aws-connect", "aws_sign_in", "guess", "Choose one of"),
        ("aws-connect", "aws_sign_in", "", "Choose how handoff signs in to aws."),
        ("azure-connect", "directory", "the big one!", "tenant id or a domain"),
        ("azure-connect", "directory", "contoso", "tenant id or a domain"),
        ("azure-connect", "entra_sign_in", "magic", "Choose one of"),
    ],
)
def test_a_wrong_answer_is_refused_beside_its_question(
    cast: Cast, asha: Window, wes: Window, key: str, field: str, typed: str, said: str
) -> None:
    window = asha if key.startswith("azure") else wes
    page = window.typed("step", cast.setup.pk, key, **{field: typed})
    assert page.status_code == 422
    assert said in beside(page, field)
    assert page.context["form"][field].value() == typed
    assert not Revision.objects.filter(key=field).exists()


def test_a_profile_needs_its_name(cast: Cast, wes: Window) -> None:
    page = wes.typed("step", cast.setup.pk, "aws-connect", aws_sign_in="profile", aws_region=aws.REGION)
    assert beside(page, "aws_profile") == "Enter the name of the profile."


@pytest.mark.parametrize(("name", "said"), [("r" * 65, "no more than 64"), ("r" * 40, "characters too long")])
def test_a_role_name_too_long_for_iam_or_for_entra_is_refused(
    cast: Cast, wes: Window, name: str, said: str
) -> None:
    do_everything_before(cast, "aws-role")
    page = wes.typed("step", cast.setup.pk, "aws-role", role_name=name)
    assert page.status_code == 422
    assert said in beside(page, "role_name")
    assert name in text(page)
    assert not Run.objects.filter(kind=Kind.PLAN).exists()


@pytest.mark.parametrize(
    ("chosen", "alias", "field"), [(aws.INSTANCE_ID, "new-one", "new_instance_alias"), ("", "", "instance_id")]
)
def test_an_instance_is_either_chosen_or_new(
    cast: Cast, wes: Window, chosen: str, alias: str, field: str
) -> None:
    do_by_hand(cast, "aws-connect")
    page = wes.typed("step", cast.setup.pk, "aws-instance", instance_id=chosen, new_instance_alias=alias)
    assert page.status_code == 422
    assert beside(page, field)


def test_everything_else_that_was_typed_is_still_there(cast: Cast, asha: Window) -> None:
    do_everything_before(cast, "azure-application")
    page = asha.typed(
        "by-hand",
        cast.setup.pk,
        "azure-application",
        app_name="Our own name",
        app_id="no id",
        reply_url="https://x.example/saml",
    )
    assert page.status_code == 422
    for typed in ("Our own name", "no id", "https://x.example/saml"):
        assert typed in text(page)
    assert 'aria-invalid="true"' in text(page)
    assert text(page).count("Error: ") >= 2


def test_a_response_that_is_none_is_refused_and_never_repeated(cast: Cast, wes: Window) -> None:
    do_everything(cast)
    page = wes.send("login-check", cast.setup.pk, data={"response": "Good morning"})
    assert page.status_code == 422
    assert beside(page, "response")
    assert "Good morning" not in text(page)  # it might have been a credential
    assert not Run.objects.filter(kind=Kind.REAL_THING).exists()


def test_a_response_before_the_record_is_complete_is_refused(cast: Cast, wes: Window) -> None:
    page = wes.send("login-check", cast.setup.pk, data={"response": signed_response()})
    assert page.status_code == 422
    assert "the record has no Federation metadata XML" in beside(page, "response")


def test_a_setup_without_people_is_refused(olga: Window) -> None:
    page = olga.send("new-setup", data={"name": "Second", "azure_email": "not an address"})
    assert page.status_code == 422
    assert beside(page, "azure_email")
    assert beside(page, "aws_name")
    assert "not an address" in text(page)
