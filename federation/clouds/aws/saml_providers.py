"""SAML providers of IAM: where AWS keeps Entra's certificate."""

from contextlib import suppress
from dataclasses import dataclass, replace

from federation.arns import Arn
from federation.clouds.aws.account import TAG_KEY, TAKEN_OVER_KEY, AwsAccount
from federation.clouds.aws.errors import calling_aws
from federation.clouds.aws.ownership import Owned, takes_over
from federation.errors import AlreadyExists, CloudNotReady, MetadataError, NotFound
from federation.items import PROVIDER_NAME
from federation.saml.metadata import IdpMetadata, read_metadata
from federation.sides import Side

# Bounds of SAMLMetadataDocument in botocore's IAM model.
_SHORTEST, _LONGEST = 1_000, 10_000_000


@dataclass(frozen=True)
class SamlProvider:
    """One SAML provider with the metadata IAM holds. `marker` is the setup that made it, "" if none.

    `adopted`: somebody made it by hand, and this setup takes it over; `taken_over`: it did so before.
    """

    arn: str
    metadata: IdpMetadata
    marker: str = ""
    adopted: bool = False
    taken_over: bool = False

    @property
    def was_there(self) -> bool:
        """Whether it was there before the setup."""
        return self.adopted or self.taken_over

    @property
    def owned(self) -> Owned:
        return Owned("SAML provider", PROVIDER_NAME, self.arn, self.marker)


def provider_arn(*, partition: str, account: str, name: str) -> str:
    """The ARN a provider of this name has or will have."""
    return str(Arn(partition, "iam", "", account, f"saml-provider/{name}"))


def read_provider(account: AwsAccount, arn: str) -> SamlProvider:
    """Read one provider back. Raises NotFound, or MetadataError if IAM holds unreadable metadata."""
    with calling_aws("iam:GetSAMLProvider"):
        answer = account.iam.get_saml_provider(SAMLProviderArn=arn)
    tags = {tag["Key"]: tag["Value"] for tag in answer.get("Tags", [])}
    metadata = read_metadata(answer["SAMLMetadataDocument"])
    return SamlProvider(arn, metadata, tags.get(TAG_KEY, ""), taken_over=TAKEN_OVER_KEY in tags)


def find_provider(account: AwsAccount, arn: str, *, recorded: str = "") -> SamlProvider | None:
    """Our provider, or the one made by hand whose ARN is on record (`recorded`), or None.

    Raises AnswerRefused if one of this name is somebody else's.
    """
    try:
        found = read_provider(account, arn)
    except NotFound:
        return None
    return replace(found, adopted=takes_over(account, found.owned, recorded=recorded))


def ensure_provider(
    account: AwsAccount, arn: str, metadata: IdpMetadata, *, recorded: str = ""
) -> SamlProvider:
    """Let the provider be there, hold this metadata and carry our tag. Safe to repeat.

    Raises AnswerRefused if one of this name is somebody else's, CloudError.
    """
    _check_size(metadata)
    found = find_provider(account, arn, recorded=recorded) or _create(account, arn, metadata)
    if found.metadata.fingerprint != metadata.fingerprint:
        with calling_aws("iam:UpdateSAMLProvider"):
            account.iam.update_saml_provider(SAMLProviderArn=arn, SAMLMetadataDocument=metadata.xml)
        account.say(f"Replaced the metadata of the SAML provider {_name(arn)}.")
    if found.adopted:
        # Last, so that an attempt that ends before it is still known to take over.
        with calling_aws("iam:TagSAMLProvider"):
            account.iam.tag_saml_provider(SAMLProviderArn=arn, Tags=account.tags_of_taken_over)
        account.say(f"Took over the SAML provider {_name(arn)} that was made by hand, and tagged it.")
    return replace(found, metadata=metadata, marker=account.marker)


@dataclass(frozen=True)
class FoundProvider:
    """A provider as far as undoing must know it, whatever metadata it holds."""

    arn: str
    ours: bool
    taken_over: bool


def look_at_provider(account: AwsAccount, arn: str) -> FoundProvider | None:
    """The provider of this ARN; None if there is none."""
    try:
        with calling_aws("iam:GetSAMLProvider"):
            answer = account.iam.get_saml_provider(SAMLProviderArn=arn)
    except NotFound:
        return None
    tags = {tag["Key"]: tag["Value"] for tag in answer.get("Tags", [])}
    return FoundProvider(arn, tags.get(TAG_KEY) == account.marker, TAKEN_OVER_KEY in tags)


def undo_provider(account: AwsAccount, arn: str) -> None:
    """Delete it. What is gone already counts as done; safe to repeat."""
    with suppress(NotFound), calling_aws("iam:DeleteSAMLProvider"):
        account.iam.delete_saml_provider(SAMLProviderArn=arn)
    account.say(f"Removed the SAML provider {_name(arn)}.")


def _create(account: AwsAccount, arn: str, metadata: IdpMetadata) -> SamlProvider:
    try:
        with calling_aws("iam:CreateSAMLProvider"):
            account.iam_once.create_saml_provider(
                Name=_name(arn), SAMLMetadataDocument=metadata.xml, Tags=[account.tag]
            )
    except AlreadyExists as error:
        # Made between our look and our call, for instance by an attempt whose answer got lost.
        found = find_provider(account, arn)
        if found is None:
            raise CloudNotReady(
                f"AWS has a SAML provider {_name(arn)}, but does not show it everywhere yet.",
                retry_after=5.0,
                owner=Side.AWS,
            ) from error
        return found
    account.say(f"Created the SAML provider {_name(arn)}.")
    return SamlProvider(arn, metadata, account.marker)


def _name(arn: str) -> str:
    return arn.rsplit("/", 1)[-1]


def _check_size(metadata: IdpMetadata) -> None:
    if not _SHORTEST <= len(metadata.xml) <= _LONGEST:
        raise MetadataError(
            f"IAM takes metadata of {_SHORTEST:,} to {_LONGEST:,} characters; this has {len(metadata.xml):,}."
        )
