"""The SAML provider: IAM keeps Entra's certificate in it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from federation.arns import parse_arn
from federation.clouds.aws import console, permissions
from federation.clouds.aws.account import TAG_KEY
from federation.clouds.aws.ownership import other_name, tag_findings, taking_over
from federation.clouds.aws.regions import partition_of
from federation.clouds.aws.saml_providers import (
    SamlProvider,
    ensure_provider,
    find_provider,
    provider_arn,
    read_provider,
)
from federation.errors import MetadataError, NotFound
from federation.findings import Finding, Level
from federation.items import (
    AWS_ACCOUNT,
    AWS_REGION,
    CERTIFICATE_THUMBPRINT,
    METADATA_XML,
    PROVIDER_ARN,
    PROVIDER_NAME,
    Item,
)
from federation.record import Record
from federation.saml.metadata import IdpMetadata, read_metadata
from federation.sides import Side
from federation.steps.base import (
    Ask,
    ByHandValue,
    Change,
    ConsoleLink,
    Outcome,
    PlannedChange,
    Resource,
    Step,
)
from federation.traces import aws as left
from federation.traces.trace import Trace

if TYPE_CHECKING:
    from federation.clouds import Clouds

_WARN_BEFORE = timedelta(days=60)


class AwsSamlProvider(Step):
    """Repeating it with other metadata replaces the metadata; the ARN stays."""

    key, side = "aws-saml-provider", Side.AWS
    title, short = "Create the SAML provider", "SAML provider"
    purpose = "IAM accepts a sign-in only if it was signed with the certificate stored here."
    asks = (Ask(PROVIDER_NAME, default="ConnectSSO-{marker}"),)
    needs = (AWS_ACCOUNT, METADATA_XML)
    gives = (PROVIDER_ARN,)
    undo_permissions = permissions.UNDO_PROVIDER
    permissions = permissions.PROVIDER
    mend = "Run this step again, or upload the metadata of the record to the provider in IAM."

    def check_answers(self, answers: Mapping[str, Any], record: Record) -> dict[str, str]:
        return other_name(answers, name=PROVIDER_NAME, arn=PROVIDER_ARN)

    def plan(self, record: Record, clouds: "Clouds") -> tuple[PlannedChange, ...]:
        metadata, recorded = read_metadata(record[METADATA_XML]), record.get(PROVIDER_ARN) or ""
        found = find_provider(clouds.aws, _arn(record, clouds), recorded=recorded)
        if found is None:
            change, details = Change.CREATE, [f"with the certificate {_thumbprints(metadata)}"]
        else:
            details = [taking_over(clouds.aws, found.owned.what)] if found.adopted else []
            if found.metadata.fingerprint != metadata.fingerprint:
                old, new = _thumbprints(found.metadata), _thumbprints(metadata)
                details.append(f"certificate {old} becomes {new}")
            change = Change.CHANGE if details else Change.KEEP
        return (PlannedChange(change, "SAML provider", record[PROVIDER_NAME], "; ".join(details)),)

    def carry_out(self, record: Record, clouds: "Clouds") -> Outcome:
        metadata = read_metadata(record[METADATA_XML])
        provider = ensure_provider(
            clouds.aws, _arn(record, clouds), metadata, recorded=record.get(PROVIDER_ARN) or ""
        )
        return Outcome(
            {PROVIDER_ARN: provider.arn},
            (Resource("SAML provider", provider.arn, record[PROVIDER_NAME], adopted=provider.was_there),),
        )

    def observe(self, record: Record, clouds: "Clouds") -> tuple[Finding, ...]:
        arn = record[PROVIDER_ARN]
        try:
            provider = read_provider(clouds.aws, arn)
        except NotFound:
            return (self.compare("provider-exists", "The SAML provider", arn, "not found"),)
        except MetadataError as error:
            return (self.compare("provider-metadata", "The metadata in IAM", "metadata", error.message),)
        wanted = read_metadata(record[METADATA_XML])
        return (
            self.compare("provider-exists", "The SAML provider", arn, provider.arn),
            self.compare("provider-issuer", "The issuer in IAM", wanted.entity_id, provider.metadata.entity_id),
            self._certificate(record, wanted, provider.metadata),
            _expiry(provider),
            *tag_findings(clouds.aws, provider.owned, code="provider-tag", step=self.key),
        )

    def _certificate(self, record: Record, wanted: IdpMetadata, there: IdpMetadata) -> Finding:
        found = self.compare(
            "provider-certificate", "The certificate in IAM", _thumbprints(wanted), _thumbprints(there)
        )
        held = {certificate.thumbprint for certificate in there.certificates}
        known = {certificate.thumbprint for certificate in wanted.certificates}
        signs_now = record.get(CERTIFICATE_THUMBPRINT) or "unknown"
        if not found.failed or not held <= known or signs_now not in held:
            return found
        return replace(
            found,
            level=Level.WARNING,
            message="IAM has the certificate Entra signs with now, but not every one the metadata has.",
            fix="Run this step again, so that sign-in goes on when Entra signs with another one.",
        )

    def traces(self, record: Record, clouds: "Clouds", known: Sequence[Resource]) -> Iterable[Trace]:
        return left.providers(record, clouds, known)

    def page_of(self, resource: Resource, record: Record) -> ConsoleLink | None:
        return console.provider(resource.cloud_id)

    def links(self, record: Record) -> tuple[ConsoleLink, ...]:
        arn = record.get(PROVIDER_ARN)
        partition = partition_of(record.get(AWS_REGION) or "")
        return (console.provider(arn),) if arn else (console.new_provider(partition),)

    def foreseen(self, record: Record) -> Mapping[Item[Any], str]:
        name, account = record.get(PROVIDER_NAME), record.get(AWS_ACCOUNT)
        if not name or not account:
            return {}
        partition = partition_of(record.get(AWS_REGION) or "")
        return {PROVIDER_ARN: provider_arn(partition=partition, account=account, name=name)}

    def by_hand(self, record: Record) -> tuple[ByHandValue, ...]:
        return (
            ByHandValue("Provider type", "SAML"),
            ByHandValue("Provider name", record.get(PROVIDER_NAME) or f"ConnectSSO-{record.marker}"),
            ByHandValue(
                "Metadata document",
                record.get(METADATA_XML) or "",
                long=True,
                note="Save it as a file and upload it unchanged.",
            ),
            ByHandValue("Tag key", TAG_KEY, note="With this tag Handoff may change the provider later."),
            ByHandValue("Tag value", record.marker),
        )


def _arn(record: Record, clouds: "Clouds") -> str:
    partition = partition_of(clouds.aws.region)
    return provider_arn(partition=partition, account=record[AWS_ACCOUNT], name=record[PROVIDER_NAME])


def _thumbprints(metadata: IdpMetadata) -> str:
    return ", ".join(sorted(certificate.thumbprint for certificate in metadata.certificates))


def _expiry(provider: SamlProvider) -> Finding:
    """IAM's own "valid until" is a date a century away; only the certificate itself tells the truth."""
    last = max((c.not_after for c in provider.metadata.certificates), default=datetime.min.replace(tzinfo=UTC))
    now = datetime.now(UTC)
    fine = last > now + _WARN_BEFORE
    name = parse_arn(provider.arn).name
    return Finding(
        code="provider-certificate-expiry",
        level=Level.OK if fine else Level.WARNING,
        owner=Side.AZURE,
        message=f"The certificate in {name} {'ended' if last < now else 'ends'} on {last:%Y-%m-%d}.",
        expected=f"valid for at least {_WARN_BEFORE.days} days from now",
        actual=f"valid until {last:%Y-%m-%d}",
        fix="" if fine else "Make a new certificate in Entra and hand its metadata over before this one ends.",
        step="" if fine else AwsSamlProvider.key,
    )
