"""Values of the record that must fit each other although one side gives one and the other the other.

Read from the record alone. What is not there yet is not compared: its step says that it is not done.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from federation.arns import Arn, parse_arn
from federation.checks.connect_user import compare_user
from federation.checks.recipient import GLOBAL_SIGN_IN_REGION, read_sign_in_region
from federation.checks.response_check import (
    AWS_PROVIDER,
    AZURE_APPLICATION,
    AZURE_CERTIFICATE,
    AZURE_CLAIMS,
    Mends,
)
from federation.findings import Finding, compare
from federation.items import (
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
from federation.record import ChangedRecord, Record
from federation.saml.metadata import read_metadata


def compare_halves(record: Record) -> Iterator[Finding]:
    """Every comparison across the border, in the order of `COMPARISONS`."""
    for comparison in COMPARISONS:
        yield from comparison(record)


def still_fits(record: Record, changes: Mapping[Item[Any], Any]) -> bool:
    """Whether the halves would fit each other no worse if some values were others."""

    def wrong(one: Record) -> set[str]:
        return {finding.code for finding in compare_halves(one) if finding.failed}

    return wrong(ChangedRecord(record, changes)) <= wrong(record)


def _same(mends: Mends, code: str, what: str, values: tuple[str, str], fix: str) -> Finding:
    expected, actual = values
    return compare(
        code=code, owner=mends.owner, what=what, expected=expected, actual=actual, fix=fix, step=mends.step
    )


def _accounts(record: Record) -> Iterator[Finding]:
    role, provider = record.get(ROLE_ARN), record.get(PROVIDER_ARN)
    if role and provider:
        yield _same(
            AWS_PROVIDER,
            "account",
            "The account of the SAML provider",
            (parse_arn(role).account, parse_arn(provider).account),
            "Make the SAML provider in the account of the role.",
        )


def _role_value(record: Record) -> Iterator[Finding]:
    role, provider, value = record.get(ROLE_ARN), record.get(PROVIDER_ARN), record.get(ROLE_VALUE)
    if role and provider and value:
        yield _same(
            AZURE_CLAIMS,
            "role-value",
            "The Role claim of the application",
            (f"{role},{provider}", value),
            "Carry out the claims step again, so that Entra sends the ARNs AWS has now.",
        )


def _relay_state(record: Record) -> Iterator[Finding]:
    relay_state, instance = record.get(RELAY_STATE), record.get(INSTANCE_ARN)
    if relay_state and instance:
        yield _same(
            AZURE_APPLICATION,
            "relay-state",
            "The page the relay state opens",
            (_federate_address(parse_arn(instance)), relay_state.partition("?")[0]),
            "Carry out the application step again, so that people land on the instance AWS has now.",
        )


def _federate_address(instance: Arn) -> str:
    """Connect admin guide, "Configure SAML with IAM": GovCloud's address carries no region."""
    gov = instance.partition == "aws-us-gov"
    host = "console.amazonaws-us-gov.com" if gov else f"{instance.region}.console.aws.amazon.com"
    return f"https://{host}/connect/federate/{instance.name}"


def _reply_url(record: Record) -> Iterator[Finding]:
    reply_url, instance = record.get(REPLY_URL), record.get(INSTANCE_ARN)
    if not reply_url or not instance:
        return
    arn = parse_arn(instance)
    region = read_sign_in_region(reply_url, arn.partition)
    actual = urlsplit(reply_url).netloc if region is None else region or GLOBAL_SIGN_IN_REGION[arn.partition]
    if region == "" and actual != arn.region:
        yield AZURE_APPLICATION.warning(
            "reply-url-region",
            "The reply URL is AWS's global one, so the login depends on two regions.",
            expected=arn.region,
            actual=actual,
            fix="Carry out the application step again with the address of the instance's region.",
        )
        return
    yield _same(
        AZURE_APPLICATION,
        "reply-url-region",
        "The region of the reply URL",
        (arn.region, actual),
        "Carry out the application step again with the address of the instance's region.",
    )


def _people(record: Record) -> Iterator[Finding]:
    people, users = record.get(PEOPLE), record.get(CONNECT_USERS)
    if people is not None and users is not None:
        for person in people:
            yield compare_user(person.session_name, users)


def _tenant(record: Record) -> Iterator[Finding]:
    tenant, xml = record.get(TENANT_ID), record.get(METADATA_XML)
    if tenant and xml:
        entity_id = read_metadata(xml).entity_id
        yield _same(
            AZURE_CERTIFICATE,
            "metadata-tenant",
            "The tenant of the metadata",
            (tenant, tenant if tenant in entity_id.lower() else entity_id),
            "Hand over the metadata of the application in this tenant.",
        )


COMPARISONS: tuple[Callable[[Record], Iterator[Finding]], ...] = (
    _accounts,
    _role_value,
    _relay_state,
    _reply_url,
    _tenant,
    _people,
)
