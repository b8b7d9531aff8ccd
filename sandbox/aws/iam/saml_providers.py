"""SAML providers: the certificate store of IAM's SAML federation."""

from datetime import timedelta
from typing import Any

from sandbox.aws.calls import ApiCall, Result
from sandbox.aws.errors import AwsError
from sandbox.aws.iam.lists import iam_page
from sandbox.aws.iam.saml_encryption import ASKED_FOR, encryption
from sandbox.aws.iam.tags import merge_tags, without_tags
from sandbox.aws.ids import timestamp, unique_id
from sandbox.aws.saml.metadata import read_metadata
from sandbox.rows import Row

MOST_PROVIDERS = 100
MOST_KEYS = 10
_HUNDRED_YEARS = timedelta(days=36525)


def of_name(call: ApiCall) -> tuple[str, ...]:
    """The ARN of the provider about to be made."""
    return (call.iam_arn(f"saml-provider/{call.params['Name']}"),)


def of_arn(call: ApiCall) -> tuple[str, ...]:
    """The ARN the call names."""
    return (str(call.params["SAMLProviderArn"]),)


def _found(call: ApiCall) -> Row:
    arn = call.params["SAMLProviderArn"]
    provider = call.world.table("iam.saml_providers").get(arn)
    if provider is None or provider["account"] != call.caller.account:
        raise AwsError("NoSuchEntity", f"Manifest not found for arn {arn}")
    return provider


def _checked_metadata(document: str) -> str:
    if len(read_metadata(document).certificates) > MOST_KEYS:
        raise AwsError("LimitExceeded", f"Cannot exceed quota for KeysPerSAMLProvider: {MOST_KEYS}")
    return document


def create(call: ApiCall) -> Result:
    """CreateSAMLProvider: metadata is checked first, names are unique in the account."""
    document = _checked_metadata(call.params["SAMLMetadataDocument"])
    (arn,) = of_name(call)
    providers = call.world.table("iam.saml_providers")
    if arn in providers:
        raise AwsError("EntityAlreadyExists", f"Provider with name {call.params['Name']} already exists.")
    if sum(row["account"] == call.caller.account for row in providers.values()) >= MOST_PROVIDERS:
        raise AwsError("LimitExceeded", f"Cannot exceed quota for SAMLProvidersPerAccount: {MOST_PROVIDERS}")
    now, secrecy = call.world.now(), encryption(call, {})
    providers[arn] = {
        "account": call.caller.account,
        "Arn": arn,
        "SAMLProviderUUID": unique_id("SAMLSP", 22),
        "SAMLMetadataDocument": document,
        "CreateDate": timestamp(now),
        # Not the certificate's end: facts of IAM say about a century after creation.
        "ValidUntil": timestamp(now + _HUNDRED_YEARS),
        "Tags": merge_tags([], call.params.get("Tags", [])),
        **secrecy,
    }
    return {"SAMLProviderArn": arn, "Tags": call.params.get("Tags")}


def get(call: ApiCall) -> Result:
    """GetSAMLProvider."""
    return _found(call)


def update(call: ApiCall) -> Result:
    """UpdateSAMLProvider: replaces the whole document; the ARN and the UUID stay."""
    provider = _found(call)
    if not {"SAMLMetadataDocument", *ASKED_FOR} & set(call.params):
        raise AwsError(
            "InvalidInput",
            "Unable to update identity provider. No updates are defined for metadata or encryption assertion.",
        )
    secrecy = encryption(call, provider)
    if "SAMLMetadataDocument" in call.params:
        provider["SAMLMetadataDocument"] = _checked_metadata(call.params["SAMLMetadataDocument"])
    provider.update(secrecy)
    return {"SAMLProviderArn": provider["Arn"]}


def list_all(call: ApiCall) -> Result:
    """ListSAMLProviders: neither tags nor metadata, never in pages."""
    rows = _of_account(call)
    return {"SAMLProviderList": sorted(rows, key=lambda row: str(row["Arn"]))}


def _of_account(call: ApiCall) -> list[dict[str, Any]]:
    providers = call.world.table("iam.saml_providers").values()
    return [row for row in providers if row["account"] == call.caller.account]


def delete(call: ApiCall) -> Result:
    """DeleteSAMLProvider: roles that trust it stay as they are and stop working."""
    del call.world.table("iam.saml_providers")[_found(call)["Arn"]]
    return {}


def tag(call: ApiCall) -> Result:
    """TagSAMLProvider."""
    provider = _found(call)
    provider["Tags"] = merge_tags(provider["Tags"], call.params["Tags"])
    return {}


def untag(call: ApiCall) -> Result:
    """UntagSAMLProvider."""
    provider = _found(call)
    provider["Tags"] = without_tags(provider["Tags"], call.params["TagKeys"])
    return {}


def list_tags(call: ApiCall) -> Result:
    """ListSAMLProviderTags."""
    return iam_page(call, _found(call)["Tags"], "Tags")
