"""Console page "Change identity source": Identity Center's own directory or an external provider."""

from markupsafe import Markup
from werkzeug.wrappers import Response

from sandbox.aws.errors import AwsError
from sandbox.aws.identity_center import provisioning, sources
from sandbox.aws.pages.html import html_page
from sandbox.aws.pages.identity_center_forms import (
    Errors,
    facts,
    file_field,
    form,
    link,
    select_field,
    text_area,
    text_field,
)
from sandbox.aws.pages.identity_center_visit import Visit, for_engineers
from sandbox.aws.saml.metadata import read_metadata

SOURCES = ((sources.EXTERNAL, "External identity provider"), (sources.OWN, "Identity Center directory"))
_CONFIRM = "ACCEPT"


@for_engineers("sso-directory:DescribeExternalIdPConfigurationForDirectory")
def show_source(visit: Visit) -> Response:
    """The form to change the identity source, and what the external provider must be told."""
    source = sources.source_of(visit.world, visit.store)
    return _source_form(visit, {"source": source["type"], "metadata": source["metadata"]}, {})


def _source_form(visit: Visit, values: dict[str, str], errors: Errors) -> Response:
    provider = sources.service_provider(visit.world, visit.instance)
    told = facts(
        (
            ("AWS access portal sign-in URL", provider.portal_url),
            ("IAM Identity Center Assertion Consumer Service (ACS) URL", provider.acs_url),
            ("IAM Identity Center issuer URL", provider.entity_id),
        )
    )
    download = link(visit.address("/settings/service-provider-metadata.xml"), "Download metadata file")
    fields = form(
        visit.address("/settings/identity-source"),
        "Change identity source",
        select_field(
            "source", "Identity source", values.get("source", ""), SOURCES, error=errors.get("source", "")
        ),
        file_field("metadata_file", "IdP SAML metadata", hint="The federation metadata XML of Entra."),
        text_area(
            "metadata", "Or paste the metadata", values.get("metadata", ""), error=errors.get("metadata", "")
        ),
        text_field(
            "confirm",
            f"Type {_CONFIRM} to change your identity source",
            values.get("confirm", ""),
            error=errors.get("confirm", ""),
        ),
        errors=errors,
        upload=True,
    )
    body = Markup("<h2>Service provider metadata</h2>{}<p>{}</p>{}").format(told, download, fields)
    status = 400 if errors else 200
    return html_page("Change identity source", body, status=status, page="identity-source")


@for_engineers("sso-directory:CreateExternalIdPConfigurationForDirectory")
def change_source(visit: Visit) -> Response:
    """POST of source, metadata (file or text) and confirm."""
    values = {key: str(value) for key, value in visit.request.form.items()}
    values["metadata"] = _uploaded(visit) or values.get("metadata", "")
    errors = _problems(values)
    if errors:
        return _source_form(visit, values, errors)
    external = values["source"] == sources.EXTERNAL
    row = sources.source_of(visit.world, visit.store)
    row.update(type=values["source"], metadata=values["metadata"].strip() if external else "")
    if not external:
        provisioning.disable(visit.world, visit.store)
    return visit.go("/settings")


def _uploaded(visit: Visit) -> str:
    """The text of the chosen file; "" if none was."""
    upload = visit.request.files.get("metadata_file")
    if upload is None:
        return ""
    content: bytes = upload.read()
    upload.close()
    return content.decode("utf-8-sig", errors="replace")


def _problems(values: dict[str, str]) -> dict[str, str]:
    found = {}
    if values.get("source") not in dict(SOURCES):
        found["source"] = "Choose where your users come from."
    if values.get("source") == sources.EXTERNAL:
        try:
            read_metadata(values.get("metadata", "").strip())
        except AwsError as error:
            found["metadata"] = f"{error.message}. Paste the whole federation metadata XML."
    if values.get("confirm", "").strip() != _CONFIRM:
        found["confirm"] = f"Type {_CONFIRM}."
    return found


@for_engineers("sso-directory:DescribeExternalIdPConfigurationForDirectory")
def service_provider_metadata(visit: Visit) -> Response:
    """The file for Entra."""
    provider = sources.service_provider(visit.world, visit.instance)
    return Response(sources.service_provider_metadata(provider), content_type="application/samlmetadata+xml")
