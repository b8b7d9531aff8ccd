"""Does a value agree with what the record already holds? Each raises InvalidValue if not."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

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


def access_url_of_application(value: str, record: "Record") -> None:
    """The address is the setup's own application in My Apps: people are sent there to sign in."""
    from federation.items import APP_ID, TENANT_ID

    parts = urlsplit(value)
    host = parts.hostname or ""
    if not (host.endswith((".microsoft.com", ".microsoft.us")) or host in {"127.0.0.1", "localhost"}):
        raise InvalidValue(f"This address leads to {host}. Expected one of My Apps, at microsoft.com.")
    app_id, tenant_id = record.get(APP_ID), record.get(TENANT_ID)
    asked = parse_qs(parts.query).get("tenantId", [""])[0]
    if app_id is not None and not parts.path.endswith(f"/signin/{app_id}"):
        raise InvalidValue(
            f"This address is of another application. Expected one that ends in /signin/{app_id}."
        )
    if tenant_id is not None and asked != tenant_id:
        raise InvalidValue(f"This address is of another tenant. Expected tenantId={tenant_id}.")


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
