"""Applications of an instance, as far as sso-admin knows them; how SAML is set up only the console knows."""

from typing import Any

from sandbox.aws.calls import ApiCall, Result
from sandbox.aws.errors import AwsError, not_simulated
from sandbox.aws.identity_center import instances
from sandbox.aws.identity_center.instances import paged
from sandbox.rows import Row
from sandbox.world import World

PROVIDERS = "arn:aws:sso::aws:applicationProvider/"
CUSTOM_SAML = PROVIDERS + "custom-saml"
CUSTOM_OAUTH = PROVIDERS + "custom"
_SHOWN = (
    "ApplicationArn",
    "ApplicationProviderArn",
    "Name",
    "ApplicationAccount",
    "InstanceArn",
    "IdentityStoreArn",
    "Status",
    "PortalOptions",
    "Description",
    "CreatedDate",
    "CreatedFrom",
)


def named(call: ApiCall) -> tuple[str, ...]:
    """The application the call names."""
    return (call.params["ApplicationArn"],)


def applications_of(world: World, instance_arn: str) -> list[Row]:
    """Sorted by name."""
    rows = world.table("ids.applications").values()
    mine = [row for row in rows if row["InstanceArn"] == instance_arn]
    return sorted(mine, key=lambda row: (str(row["Name"]), str(row["ApplicationArn"])))


def found(call: ApiCall) -> Row:
    """The application the call names. Raises AwsError; the text is the sandbox's."""
    arn = call.params["ApplicationArn"]
    row = call.world.table("ids.applications").get(arn)
    if row is None:
        raise AwsError("ResourceNotFoundException", f"Could not find the application with arn '{arn}'.")
    instances.found(call, row["InstanceArn"])
    return row


def _shown(row: Row) -> dict[str, Any]:
    return {name: row.get(name) for name in _SHOWN}


def list_all(call: ApiCall) -> Result:
    """ListApplications."""
    instance = instances.found(call, call.params["InstanceArn"])
    wanted = call.params.get("Filter", {})
    rows = [
        _shown(row)
        for row in applications_of(call.world, instance["InstanceArn"])
        if wanted.get("ApplicationAccount") in (None, row["ApplicationAccount"])
        and wanted.get("ApplicationProvider") in (None, row["ApplicationProviderArn"])
    ]
    return paged(call, "Applications", rows)


def describe(call: ApiCall) -> Result:
    """DescribeApplication."""
    return _shown(found(call))


def update(call: ApiCall) -> Result:
    """UpdateApplication: name, description, status; what is not given stays."""
    row = found(call)
    for name in ("Name", "Description", "Status"):
        if name in call.params:
            row[name] = call.params[name]
    if options := call.params.get("PortalOptions"):
        row["PortalOptions"] = {**row["PortalOptions"], **options}
    return {}


def list_providers(call: ApiCall) -> Result:
    """ListApplicationProviders: of AWS's many, the two for applications of one's own."""
    rows = [
        _provider(CUSTOM_SAML, "SAML", "Custom SAML 2.0 application"),
        _provider(CUSTOM_OAUTH, "OAUTH", "Custom OAuth 2.0 application"),
    ]
    return paged(call, "ApplicationProviders", rows)


def _provider(arn: str, protocol: str, name: str) -> Row:
    return {
        "ApplicationProviderArn": arn,
        "FederationProtocol": protocol,
        "DisplayData": {"DisplayName": name, "Description": name},
    }


def create(call: ApiCall) -> Result:
    """CreateApplication: "does not support creating SAML 2.0 customer managed applications" (API reference).

    The sentence of the refusal is made from that one.
    """
    instances.found(call, call.params["InstanceArn"])
    if call.params["ApplicationProviderArn"] == CUSTOM_SAML:
        raise AwsError(
            "ValidationException",
            "This API does not support creating SAML 2.0 customer managed applications. "
            "Create them in the AWS Management Console.",
        )
    raise not_simulated("OAuth 2.0 applications of IAM Identity Center")
