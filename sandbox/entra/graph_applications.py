"""Graph: application templates and applications."""

from typing import Any

from sandbox.entra import directory
from sandbox.entra.application_rules import check_identifiers, check_roles
from sandbox.entra.errors import bad_request, invalid_value, not_found
from sandbox.entra.graph_call import GraphCall, Reply, check_type, entity
from sandbox.entra.new_objects import (
    AWS_TEMPLATE_ID,
    CUSTOM_TEMPLATE_ID,
    copied,
    new_application,
    new_principal,
)
from sandbox.entra.odata import listing
from sandbox.rows import Row

_ENTITY = "applications/$entity"
_CHANGEABLE = {
    "api",
    "appRoles",
    "description",
    "displayName",
    "groupMembershipClaims",
    "identifierUris",
    "info",
    "isDisabled",
    "notes",
    "optionalClaims",
    "requiredResourceAccess",
    "serviceManagementReference",
    "signInAudience",
    "tags",
    "web",
}

_KINDS = {"api": dict, "appRoles": list, "identifierUris": list, "tags": list, "web": dict}


def _template(template_id: str, name: str, *, modes: list[str], sync: list[str], home: str | None) -> Row:
    return {
        "id": template_id,
        "displayName": name,
        "homePageUrl": home,
        "supportedSingleSignOnModes": modes,
        "supportedProvisioningTypes": sync,
        "logoUrl": None,
        "categories": [],
        "publisher": "Microsoft" if template_id == CUSTOM_TEMPLATE_ID else "Amazon",
        "description": None,
    }


TEMPLATES = {
    row["id"]: row
    for row in (
        _template(CUSTOM_TEMPLATE_ID, "Custom", modes=["saml", "password"], sync=["sync"], home=None),
        _template(
            AWS_TEMPLATE_ID,
            "AWS Single-Account Access",
            modes=["saml", "password"],
            sync=["sync"],
            home="https://signin.aws.amazon.com/saml?metadata=aws|ISV9.1|primary|z",
        ),
    )
}


def list_templates(call: GraphCall) -> Reply:
    """GET /applicationTemplates"""
    return listing(call, TEMPLATES.values(), "applicationTemplates")


def get_template(call: GraphCall) -> Reply:
    """GET /applicationTemplates/{id}"""
    return entity(call, _known_template(call), "applicationTemplates/$entity")


def _known_template(call: GraphCall) -> Row:
    template = TEMPLATES.get(call.params["id"].lower())
    if template is None:
        raise not_found(call.params["id"])
    return template


def instantiate(call: GraphCall) -> Reply:
    """POST /applicationTemplates/{id}/instantiate: an application and its service principal.

    Two calls make two, even with the same name: it is not idempotent.
    """
    template, name = _known_template(call), call.text("displayName")
    application = new_application(call.world, template=template, name=name, client_id=call.caller.client_id)
    principal = new_principal(application)
    with call.world.changing():
        call.world.table("entra.applications")[application["id"]] = application
        call.world.table("entra.servicePrincipals")[principal["id"]] = principal
    body = {
        "@odata.context": f"{call.addresses.graph}/v1.0/$metadata#microsoft.graph.applicationServicePrincipal",
        "application": application,
        "servicePrincipal": principal,
    }
    return Reply(201, body)


def list_applications(call: GraphCall) -> Reply:
    """GET /applications"""
    return listing(call, call.world.table("entra.applications").values(), "applications")


def get_application(call: GraphCall) -> Reply:
    """GET /applications/{id}"""
    return entity(call, call.found("entra.applications"), _ENTITY)


def get_application_by_app_id(call: GraphCall) -> Reply:
    """GET /applications(appId='{appId}')"""
    application = directory.application_of(call.world, call.params["appId"])
    if application is None:
        raise not_found(call.params["appId"])
    return entity(call, application, _ENTITY)


def update_application(call: GraphCall) -> Reply:
    """PATCH /applications/{id}: lists are replaced, `web` and `api` are merged."""
    application = call.found("entra.applications")
    changes = {name: _checked(call, application, name, value) for name, value in call.body.items()}
    with call.world.changing():
        application.update(changes)
        principal = directory.principal_of(call.world, application["appId"])
        if principal is not None:
            principal.update(copied(application))
    return Reply()


def _checked(call: GraphCall, application: Row, name: str, value: Any) -> Any:
    if name not in _CHANGEABLE:
        if name in application:
            raise bad_request(f"Property '{name}' is read-only and cannot be set.")
        raise bad_request(f"Invalid property '{name}'.")
    check_type(name, value, _KINDS, "Application")
    if name == "displayName" and not (isinstance(value, str) and 0 < len(value) <= 256):
        raise invalid_value("displayName", "Application")
    if name == "identifierUris":
        check_identifiers(call.world, application, value)
    if name == "appRoles":
        return check_roles(application["appRoles"], value)
    if name == "web":
        return _web(application["web"], value)
    return {**application["api"], **value} if name == "api" else value


def _web(existing: Row, changes: Row) -> Row:
    uris = changes.get("redirectUris", [])
    check_type("redirectUris", uris, {"redirectUris": list}, "Application")
    for uri in uris:
        # Plain http is for the own machine only. Source: Entra docs, "redirect URI restrictions".
        if not str(uri).startswith(("https://", "http://localhost")):
            raise invalid_value("redirectUris", "Application")
    return {**existing, **changes}


def delete_application(call: GraphCall) -> Reply:
    """DELETE /applications/{id}: its service principal, assignments and keys go too; policies stay."""
    application = call.found("entra.applications")
    principal = directory.principal_of(call.world, application["appId"])
    with call.world.changing():
        del call.world.table("entra.applications")[application["id"]]
        if principal is not None:
            remove_principal(call, principal["id"])
    return Reply()


def remove_principal(call: GraphCall, principal_id: str) -> None:
    """Take a service principal away with everything that hangs on it. Call inside `changing`."""
    del call.world.table("entra.servicePrincipals")[principal_id]
    call.world.table("entra.policyLinks").pop(principal_id, None)
    for table, owner in (("entra.assignments", "resourceId"), ("entra.signingKeys", "principal")):
        rows = call.world.table(table)
        for key in [key for key, row in rows.items() if row[owner] == principal_id]:
            del rows[key]
