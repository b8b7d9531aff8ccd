"""Graph: the gallery's application templates, and making an application from one."""

from sandbox.entra.errors import not_found
from sandbox.entra.graph_call import GraphCall, Reply, entity
from sandbox.entra.new_objects import (
    AWS_TEMPLATE_ID,
    CUSTOM_TEMPLATE_ID,
    IDENTITY_CENTER_TEMPLATE_ID,
    new_application,
    new_principal,
)
from sandbox.entra.odata import listing
from sandbox.entra.owners import own_what_was_made
from sandbox.rows import Row


def _template(template_id: str, name: str, *, modes: list[str], home: str | None, publisher: str) -> Row:
    return {
        "id": template_id,
        "displayName": name,
        "homePageUrl": home,
        "supportedSingleSignOnModes": modes,
        "supportedProvisioningTypes": ["sync"],
        "logoUrl": None,
        "categories": [],
        "publisher": publisher,
        "description": None,
    }


TEMPLATES = {
    row["id"]: row
    for row in (
        _template(CUSTOM_TEMPLATE_ID, "Custom", modes=["saml", "password"], home=None, publisher="Microsoft"),
        _template(
            AWS_TEMPLATE_ID,
            "AWS Single-Account Access",
            modes=["saml", "password"],
            home="https://signin.aws.amazon.com/saml?metadata=aws|ISV9.1|primary|z",
            publisher="Amazon",
        ),
        _template(
            IDENTITY_CENTER_TEMPLATE_ID,
            "AWS IAM Identity Center (successor to AWS Single Sign-On)",
            modes=["saml", "external"],
            home="https://aws.amazon.com/",
            publisher="Amazon Web Services, Inc.",
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
        own_what_was_made(call, application["id"], principal["id"])
    body = {
        "@odata.context": f"{call.addresses.graph}/v1.0/$metadata#microsoft.graph.applicationServicePrincipal",
        "application": application,
        "servicePrincipal": principal,
    }
    return Reply(201, body)
