"""The record: revisions with who, how and when; a value that means the same adds none."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from federation.items import AWS_REGION, INSTANCE_ARN, INSTANCES_SEEN, METADATA_XML, PEOPLE, ROLE_NAME
from federation.sides import Side
from sandbox.aws import seed as aws
from sandbox.world import World
from tests.cast import Cast, Window, connect, do_by_hand, do_everything_before, metadata, start, text, work
from wizard.models import Origin, Resource, Revision
from wizard.record import SetupRecord, write


def current(cast: Cast, key: str) -> Revision:
    return SetupRecord(cast.setup).revisions[key]


def test_a_typed_value_says_who_typed_it(cast: Cast, wes: Window) -> None:
    wes.typed("step", cast.setup.pk, "aws-connect", aws_region=aws.REGION)
    row = current(cast, "aws_region")
    assert (row.origin, row.person, row.run, row.number) == (Origin.TYPED, cast.wes, None, 1)
    assert "typed by Wes" in text(wes.look("record", cast.setup.pk))


def test_an_uploaded_value_says_who_uploaded_it(cast: Cast, asha: Window) -> None:
    do_everything_before(cast, "azure-certificate")
    file = SimpleUploadedFile("contoso.xml", metadata().encode())
    asha.typed("by-hand", cast.setup.pk, "azure-certificate", metadata_xml_file=file)
    assert current(cast, "metadata_xml").origin == Origin.UPLOADED
    assert "uploaded by Asha" in text(asha.look("record", cast.setup.pk))


def test_a_value_read_from_the_api_says_which_run_read_it(cast: Cast, wes: Window, world: World) -> None:
    connect(cast, Side.AWS)
    row = current(cast, "aws_account")
    assert (row.value, row.origin, row.person) == (aws.ACCOUNT, Origin.READ, None)
    assert row.run is not None
    assert row.run.step_key == "aws-connect"
    assert "read from the API" in text(wes.look("record", cast.setup.pk))


def test_the_same_value_adds_no_revision(cast: Cast, wes: Window) -> None:
    for _ in range(2):
        wes.typed("step", cast.setup.pk, "aws-connect", aws_region=aws.REGION)
    assert Revision.objects.filter(key="aws_region").count() == 1


def test_another_value_adds_a_revision_and_the_old_one_is_kept(cast: Cast, wes: Window) -> None:
    for region in ("eu-central-1", "us-east-1", "eu-central-1"):
        wes.typed("step", cast.setup.pk, "aws-connect", aws_region=region)
    rows = Revision.objects.filter(key="aws_region").order_by("number").values_list("number", "value")
    assert list(rows) == [(1, "eu-central-1"), (2, "us-east-1"), (3, "eu-central-1")]


def test_carrying_a_step_out_again_adds_no_revision(cast: Cast, world: World) -> None:
    connect(cast, Side.AWS)
    before = Revision.objects.count()
    connect(cast, Side.AWS)
    assert Revision.objects.count() == before


def test_metadata_that_means_the_same_adds_no_revision(cast: Cast, asha: Window) -> None:
    do_everything_before(cast, "azure-certificate")
    do_by_hand(cast, "azure-certificate")
    again = metadata().replace('ID="_m"', 'ID="_another"').replace("><", ">\r\n<")
    asha.typed("by-hand", cast.setup.pk, "azure-certificate", metadata_xml=again)
    assert Revision.objects.filter(key="metadata_xml").count() == 1


def test_an_optional_answer_can_be_withdrawn_and_given_again(cast: Cast, wes: Window) -> None:
    do_by_hand(cast, "aws-connect")
    wes.typed("step", cast.setup.pk, "aws-instance", instance_id="", new_instance_alias="first")
    wes.typed("step", cast.setup.pk, "aws-instance", instance_id=aws.INSTANCE_ID, new_instance_alias="")
    record = SetupRecord(cast.setup)
    assert record.revisions["new_instance_alias"].value is None
    assert "new_instance_alias" not in record.fingerprints
    wes.typed("step", cast.setup.pk, "aws-instance", instance_id="", new_instance_alias="first")
    assert current(cast, "new_instance_alias").number == 3


def test_an_answer_never_given_is_not_withdrawn(cast: Cast, wes: Window) -> None:
    wes.typed("step", cast.setup.pk, "aws-connect", aws_region=aws.REGION)
    assert not Revision.objects.filter(key="aws_profile").exists()


def test_a_withdrawn_answer_counts_as_none(cast: Cast) -> None:
    write(cast.setup, ROLE_NAME, "OurRole", origin=Origin.TYPED)
    write(cast.setup, ROLE_NAME, None, origin=Origin.TYPED)
    record = SetupRecord(cast.setup)
    assert ROLE_NAME not in record
    assert record.get(ROLE_NAME) is None
    assert record.revisions["role_name"].text == ""


def test_withdrawing_nothing_is_no_revision(cast: Cast) -> None:
    assert not write(cast.setup, ROLE_NAME, None, origin=Origin.TYPED)


@pytest.mark.parametrize(
    ("item", "typed"),
    [
        (AWS_REGION, "eu-central-1"),
        (INSTANCE_ARN, aws.INSTANCE_ARN),
        (INSTANCES_SEEN, "one\ntwo"),
        (PEOPLE, "anna@contoso.com, Anna, Weber\nben, Ben, Okafor"),
        (METADATA_XML, metadata()),
    ],
    ids=lambda value: getattr(value, "key", ""),
)
def test_every_kind_of_value_comes_back_as_it_went_in(cast: Cast, item: Any, typed: str) -> None:
    value = item.read(typed)
    assert write(cast.setup, item, value, origin=Origin.TYPED)
    record = SetupRecord(cast.setup)
    assert record[item] == value
    assert record.revisions[item.key].text == typed
    assert not write(cast.setup, item, item.read(typed), origin=Origin.TYPED)


def test_the_record_lists_what_is_not_there_and_where_it_comes_from(cast: Cast, wes: Window) -> None:
    page = text(wes.look("record", cast.setup.pk))
    assert "Provider ARN</strong>: not there yet. It comes from “Create the SAML provider”." in page


def test_the_metadata_can_be_downloaded_unchanged(cast: Cast, wes: Window) -> None:
    do_everything_before(cast, "aws-saml-provider")
    file = wes.look("metadata", cast.setup.pk)
    assert file.content.decode() == metadata()
    assert file["Content-Disposition"] == f'attachment; filename="handoff-{cast.setup.marker}-metadata.xml"'


def test_what_exists_because_of_the_setup_says_whether_it_was_there_before(
    cast: Cast, wes: Window, world: World
) -> None:
    connect(cast, Side.AWS)
    work(start(cast, "aws-instance", instance_id=aws.INSTANCE_ID))
    resource = Resource.objects.get()
    assert (resource.cloud_id, resource.adopted) == (aws.INSTANCE_ARN, True)
    assert "Was there before" in text(wes.look("resources", cast.setup.pk))
