"""The rows `instantiate` makes: an application and its service principal."""

import uuid
from typing import Any

from sandbox.entra.keys import graph_time
from sandbox.entra.seed import INITIAL_DOMAIN, TENANT_ID
from sandbox.rows import Row
from sandbox.world import World

CUSTOM_TEMPLATE_ID = "8adf8e6e-67b2-4cf2-a259-e3dc5476c621"
AWS_TEMPLATE_ID = "8b1025e4-1dd2-430b-a150-2ef79cd700f5"
IDENTITY_CENTER_TEMPLATE_ID = "21ed01d2-ec13-4e9e-86c1-cd546719ebc4"

# All templates: the app shows in the portal's list of enterprise applications; the first tag makes it "own".
TAGS = {
    CUSTOM_TEMPLATE_ID: [
        "WindowsAzureActiveDirectoryCustomSingleSignOnApplication",
        "WindowsAzureActiveDirectoryIntegratedApp",
    ],
    AWS_TEMPLATE_ID: ["WindowsAzureActiveDirectoryIntegratedApp"],
    IDENTITY_CENTER_TEMPLATE_ID: [
        "WindowsAzureActiveDirectoryGalleryApplicationNonPrimaryV1",
        "WindowsAzureActiveDirectoryIntegratedApp",
    ],
}
# Microsoft's sample of the AWS application comes with a reply URL, that of Identity Center without one.
REPLY_URLS = {AWS_TEMPLATE_ID: ["https://signin.aws.amazon.com/saml"]}


def new_application(world: World, *, template: Row, name: str, client_id: str) -> Row:
    """An application as a template makes it: no identifier, two default roles."""
    reply_urls = list(REPLY_URLS.get(template["id"], ()))
    return {
        "id": str(uuid.uuid4()),
        "deletedDateTime": None,
        "appId": str(uuid.uuid4()),
        "applicationTemplateId": template["id"],
        "api": {"acceptMappedClaims": None, "requestedAccessTokenVersion": None, "oauth2PermissionScopes": []},
        "appRoles": [default_role("User"), default_role("msiam_access")],
        "createdByAppId": client_id,
        "createdDateTime": graph_time(world.now()),
        "description": None,
        "displayName": name,
        "groupMembershipClaims": None,
        "identifierUris": [],
        "info": {"logoUrl": None, "termsOfServiceUrl": None, "privacyStatementUrl": None},
        "isDisabled": None,
        "keyCredentials": [],
        "notes": None,
        "optionalClaims": None,
        "passwordCredentials": [],
        "publisherDomain": INITIAL_DOMAIN,
        "requiredResourceAccess": [],
        "samlMetadataUrl": None,
        "serviceManagementReference": None,
        "signInAudience": "AzureADMyOrg",
        "tags": [],
        "uniqueName": None,
        "web": {"homePageUrl": template["homePageUrl"], "redirectUris": reply_urls, "logoutUrl": None},
    }


def default_role(name: str) -> Row:
    """One of the two roles every template brings. Their value is null: they send no Role claim."""
    return {
        "allowedMemberTypes": ["User"],
        "description": name,
        "displayName": name,
        "id": str(uuid.uuid5(uuid.NAMESPACE_URL, name)),
        "isEnabled": True,
        "origin": "Application",
        "value": None,
    }


def new_principal(application: Row) -> Row:
    """The service principal of a fresh application."""
    principal: Row = {
        "id": str(uuid.uuid4()),
        "deletedDateTime": None,
        "accountEnabled": True,
        "alternativeNames": [],
        "appDescription": None,
        "appId": application["appId"],
        "applicationTemplateId": application["applicationTemplateId"],
        "appOwnerOrganizationId": TENANT_ID,
        "appRoleAssignmentRequired": True,
        "createdByAppId": application["createdByAppId"],
        "description": None,
        "homepage": application["web"]["homePageUrl"],
        "keyCredentials": [],
        "loginUrl": None,
        "logoutUrl": None,
        "notes": None,
        "notificationEmailAddresses": [],
        "passwordCredentials": [],
        "preferredSingleSignOnMode": None,
        "preferredTokenSigningKeyThumbprint": None,
        "samlSingleSignOnSettings": None,
        "servicePrincipalType": "Application",
        "tags": TAGS[application["applicationTemplateId"]],
    }
    principal.update(copied(application))
    return principal


def copied(application: Row) -> dict[str, Any]:
    """What a service principal takes over from its application.

    Source: Graph docs, "update servicePrincipal"; there it takes a moment, here none.
    """
    return {
        "appDisplayName": application["displayName"],
        "appRoles": application["appRoles"],
        "displayName": application["displayName"],
        "replyUrls": application["web"]["redirectUris"],
        "servicePrincipalNames": [*application["identifierUris"], application["appId"]],
        "signInAudience": application["signInAudience"],
    }
