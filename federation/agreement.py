"""Does a value agree with what the record already holds? Each raises InvalidValue if not."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from federation.arns import parse_arn
from federation.errors import InvalidValue, MetadataError
from federation.saml.metadata import check_usable, read_metadata

if TYPE_CHECKING:
    from federation.record import Record


def no_agreement(value: Any, record: "Record") -> None:
    """Nothing in the record restricts this value."""


def same_account(value: str, record: "Record") -> None:
    """The ARN is of the setup's account and partition."""
    from federation.items import AWS_ACCOUNT, AWS_CALLER

    arn = parse_arn(value)
    account, caller = record.get(AWS_ACCOUNT), record.get(AWS_CALLER)
    if account is not None and arn.account != account:
        raise InvalidValue(f"This ARN is of account {arn.account}, but this setup is for account {account}.")
    partition = parse_arn(caller).partition if caller else None
    if partition is not None and arn.partition != partition:
        raise InvalidValue(f"This ARN is of partition {arn.partition}, but this setup is in {partition}.")


def same_account_and_region(value: str, record: "Record") -> None:
    """As `same_account`, and the region is the setup's."""
    from federation.items import AWS_REGION

    same_account(value, record)
    region, arn = record.get(AWS_REGION), parse_arn(value)
    if region is not None and arn.region != region:
        raise InvalidValue(f"This ARN is of region {arn.region}, but this setup is for {region}.")


def current_time() -> datetime:
    """Now, in UTC."""
    return datetime.now(UTC)


def metadata_of_tenant(xml: str, record: "Record", *, clock: Callable[[], datetime] = current_time) -> None:
    """The metadata was issued by the setup's tenant, and its certificate is valid now."""
    from federation.items import TENANT_ID

    metadata = read_metadata(xml)
    check_usable(metadata, clock())
    tenant, entity_id = record.get(TENANT_ID), metadata.entity_id
    if tenant is not None and tenant not in entity_id.lower():
        raise MetadataError(
            f"This metadata is of another tenant: its entity ID is {entity_id}, "
            f"but this setup is for tenant {tenant}."
        )
