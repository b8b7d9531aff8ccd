"""Items of the record: what is checked on entry, alone and against what is already there."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from federation.agreement import metadata_of_tenant
from federation.errors import InvalidValue, MetadataError
from federation.items import (
    AWS_ACCOUNT,
    AWS_CALLER,
    AWS_REGION,
    CONNECT_USERS,
    DESTINATION,
    INSTANCE_ARN,
    ITEMS,
    METADATA_XML,
    NEW_INSTANCE_ALIAS,
    PEOPLE,
    PROVIDER_ARN,
    PROVIDER_NAME,
    ROLE_ARN,
    ROLE_NAME,
    ROLE_VALUE,
    TENANT_ID,
    Item,
)
from federation.people import SignInPerson
from federation.record import MemoryRecord
from tests.federation.responses import (
    INSTANCE,
    NOW,
    PROVIDER,
    ROLE,
    TENANT,
    key_descriptor,
    metadata_xml,
    signer,
)

SETUP = MemoryRecord(
    {
        AWS_ACCOUNT: "111122223333",
        AWS_CALLER: "arn:aws:iam::111122223333:user/engineer",
        AWS_REGION: "eu-central-1",
        TENANT_ID: TENANT,
    }
)
OTHER_TENANT = "99999999-2222-3333-4444-555555555555"
TODAY = signer("today", valid_from=datetime.now(UTC) - timedelta(days=1))


def refusal(item: Item[Any], raw: str) -> str:
    """What the person is told who enters `raw` into the setup."""
    with pytest.raises(InvalidValue) as caught:
        item.agree(item.read(raw), SETUP)
    return caught.value.message


@pytest.mark.parametrize(
    ("item", "raw"), [(ROLE_ARN, ROLE), (PROVIDER_ARN, PROVIDER), (INSTANCE_ARN, INSTANCE)]
)
def test_an_arn_of_the_setup_is_taken(item: Item[str], raw: str) -> None:
    item.agree(item.read(raw), SETUP)
    item.agree(item.read(raw), MemoryRecord())


@pytest.mark.parametrize(
    ("item", "raw"), [(ROLE_ARN, ROLE), (PROVIDER_ARN, PROVIDER), (INSTANCE_ARN, INSTANCE)]
)
def test_an_arn_of_another_account_names_both_accounts(item: Item[str], raw: str) -> None:
    told = refusal(item, raw.replace("111122223333", "444455556666"))
    assert "444455556666" in told
    assert "111122223333" in told


def test_an_arn_of_another_partition_is_refused() -> None:
    assert "aws-us-gov" in refusal(ROLE_ARN, ROLE.replace("aws", "aws-us-gov", 1))


def test_an_instance_of_another_region_is_refused() -> None:
    assert "us-west-2" in refusal(INSTANCE_ARN, INSTANCE.replace("eu-central-1", "us-west-2"))


def test_metadata_of_the_tenant_is_taken() -> None:
    METADATA_XML.agree(METADATA_XML.read(metadata_xml(key_descriptor(TODAY.der))), SETUP)


def test_metadata_of_another_tenant_names_both_tenants() -> None:
    other = metadata_xml(key_descriptor(TODAY.der), entity_id=f"https://sts.windows.net/{OTHER_TENANT}/")
    told = refusal(METADATA_XML, other)
    assert OTHER_TENANT in told
    assert TENANT in told


def test_metadata_with_an_expired_certificate_is_refused_with_its_date() -> None:
    old = signer("old", valid_from=NOW - timedelta(days=900), days=365)
    told = refusal(METADATA_XML, metadata_xml(key_descriptor(old.der)))
    assert f"expired on {NOW - timedelta(days=535):%d %B %Y}" in told


def test_the_day_of_entry_decides_whether_metadata_is_expired() -> None:
    xml = metadata_xml()
    metadata_of_tenant(xml, SETUP, clock=lambda: NOW)
    with pytest.raises(MetadataError, match="expired"):
        metadata_of_tenant(xml, SETUP, clock=lambda: NOW + timedelta(days=2000))


def test_metadata_is_kept_without_its_byte_order_mark() -> None:
    assert METADATA_XML.read("\ufeff" + metadata_xml()) == metadata_xml()


def test_the_same_metadata_downloaded_twice_is_the_same_value() -> None:
    again = metadata_xml().replace('ID="_m"', 'ID="_other"')
    assert METADATA_XML.fingerprint(again) == METADATA_XML.fingerprint(metadata_xml())


@pytest.mark.parametrize(
    ("item", "raw"),
    [
        (ROLE_NAME, "x" * 65),
        (ROLE_NAME, "Connect SSO"),
        (ROLE_NAME, "Anschlüsse"),
        (PROVIDER_NAME, "x" * 129),
        (PROVIDER_NAME, "Entra+ID"),
        (NEW_INSTANCE_ALIAS, "d-contact"),
        (NEW_INSTANCE_ALIAS, "-contact"),
        (NEW_INSTANCE_ALIAS, "x" * 46),
        (ROLE_VALUE, "x" * 241),
        (DESTINATION, "somewhere"),
    ],
)
def test_what_the_cloud_would_refuse_is_refused_on_entry(item: Item[str], raw: str) -> None:
    assert refusal(item, raw)


@pytest.mark.parametrize(
    ("item", "raw"),
    [(ROLE_NAME, "x" * 64), (PROVIDER_NAME, "Entra_ID.1-a"), (NEW_INSTANCE_ALIAS, "contoso-cc")],
)
def test_what_the_cloud_takes_is_taken(item: Item[str], raw: str) -> None:
    assert item.read(raw) == raw


PERSON = SignInPerson("anna@contoso.com", "anna@contoso.com", "Anna", "Weber")


@pytest.mark.parametrize(
    ("item", "value"), [(PEOPLE, (PERSON,)), (CONNECT_USERS, ("anna", "bert")), (ROLE_ARN, ROLE)]
)
def test_a_value_survives_the_database_and_can_be_typed_again(item: Item[Any], value: Any) -> None:
    assert item.load(json.loads(json.dumps(item.dump(value)))) == value
    assert item.read(item.write(value)) == value
    assert item.fingerprint(value) == item.fingerprint(item.load(item.dump(value)))


def test_people_in_another_order_are_the_same_people() -> None:
    bert = SignInPerson("bert", "bert", "Bert", "Bauer")
    assert PEOPLE.fingerprint((PERSON, bert)) == PEOPLE.fingerprint((bert, PERSON))


@pytest.mark.parametrize("item", [item for item in ITEMS.values() if item.expected], ids=repr)
def test_what_to_enter_goes_on_in_small_letters(item: Item[Any]) -> None:
    assert not item.expected[0].isupper()


def test_every_item_says_what_it_is_and_why_it_is_needed() -> None:
    assert all(key == item.key and item.label and item.why for key, item in ITEMS.items())
    assert all(item.why.endswith((".", "”")) for item in ITEMS.values())
