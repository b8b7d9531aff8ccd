"""Console pages "Applications": customer managed SAML 2.0 applications and their settings."""

from urllib.parse import urlsplit

from markupsafe import Markup
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from sandbox.aws.identity_center import saml_applications
from sandbox.aws.identity_center.applications import CUSTOM_SAML, applications_of
from sandbox.aws.pages.html import html_page
from sandbox.aws.pages.identity_center_forms import Errors, form, link, select_field, text_field
from sandbox.aws.pages.identity_center_visit import Visit, for_engineers
from sandbox.rows import Row

_HOURS = tuple((str(hours), f"{hours} hours" if hours > 1 else "1 hour") for hours in (1, 2, 4, 8, 12))
_NEW = {"session_hours": "1"}


def number_of(application: Row) -> str:
    """What stands in addresses: apl-..."""
    return str(application["ApplicationArn"]).rpartition("/")[2]


def found(visit: Visit, number: str) -> Row:
    """An application of the instance. Raises NotFound."""
    for row in applications_of(visit.world, visit.instance["InstanceArn"]):
        if number_of(row) == number and row["ApplicationProviderArn"] == CUSTOM_SAML:
            return row
    raise NotFound


@for_engineers("sso:ListApplications")
def show_list(visit: Visit) -> Response:
    """All applications."""
    items = Markup("").join(
        Markup("<li>{} ({})</li>").format(
            link(visit.address(f"/applications/{number_of(row)}"), row["Name"]), row["Status"].lower()
        )
        for row in applications_of(visit.world, visit.instance["InstanceArn"])
    )
    body = Markup("<ul>{}</ul><p>{}</p>").format(
        items or Markup("<li>None yet.</li>"), link(visit.address("/applications/add"), "Add application")
    )
    return html_page("IAM Identity Center: Applications", body, page="applications")


@for_engineers("sso:ListApplications")
def show_new(visit: Visit) -> Response:
    """The form for a new application."""
    return _form(visit, "/applications/add", "Add application", _NEW, {})


def _form(visit: Visit, path: str, button: str, values: Row, errors: Errors) -> Response:
    def field(name: str, label: str, hint: str = "") -> Markup:
        return text_field(name, label, str(values.get(name) or ""), error=errors.get(name, ""), hint=hint)

    fields = form(
        visit.address(path),
        button,
        field("display_name", "Display name"),
        field("description", "Description (optional)"),
        field("acs_url", "Application ACS URL", "For Amazon Connect: https://signin.aws.amazon.com/saml"),
        field("audience", "Application SAML audience", "For Amazon Connect: urn:amazon:webservices"),
        field("relay_state", "Relay state (optional)"),
        select_field(
            "session_hours",
            "Session duration",
            str(values.get("session_hours", "")),
            _HOURS,
            error=errors.get("session_hours", ""),
        ),
        errors=errors,
    )
    return html_page("SAML 2.0 application", fields, status=400 if errors else 200, page="application-form")


def _problems(values: Row) -> dict[str, str]:
    found = {}
    if not 1 <= len(values["display_name"]) <= 100:
        found["display_name"] = "Enter a name of 1 to 100 characters."
    if len(values["description"]) > 128:
        found["description"] = "Enter at most 128 characters."
    address = urlsplit(values["acs_url"])
    if address.scheme != "https" or not address.hostname:
        found["acs_url"] = "Enter a whole address that begins with https://."
    if not values["audience"]:
        found["audience"] = "Enter the audience the application expects."
    if values["session_hours"] not in dict(_HOURS):
        found["session_hours"] = "Choose one of the durations."
    return found


def _values(visit: Visit) -> Row:
    names = ("display_name", "description", *saml_applications.SETTINGS)
    values: Row = {name: visit.request.form.get(name, "").strip() for name in names}
    return {**values, "session_hours": values["session_hours"] or _NEW["session_hours"]}


@for_engineers("sso:CreateApplicationInstance")
def add(visit: Visit) -> Response:
    """POST of display_name, description, acs_url, audience, relay_state, session_hours."""
    values = _values(visit)
    errors = _problems(values)
    if errors:
        return _form(visit, "/applications/add", "Add application", values, errors)
    name, description = values["display_name"], values["description"]
    row = saml_applications.add(
        visit.world, visit.instance, name=name, description=description, settings=values
    )
    return visit.go(f"/applications/{number_of(row)}")


@for_engineers("sso:GetApplicationInstance")
def show_configuration(visit: Visit, number: str) -> Response:
    """The form to change an application."""
    row = found(visit, number)
    values = {"display_name": row["Name"], "description": row["Description"], **row["saml"]}
    return _form(visit, f"/applications/{number}/configuration", "Edit configuration", values, {})


@for_engineers("sso:UpdateApplicationInstanceServiceProviderConfiguration")
def change(visit: Visit, number: str) -> Response:
    """POST of the same fields as for a new one."""
    row, values = found(visit, number), _values(visit)
    errors = _problems(values)
    if errors:
        return _form(visit, f"/applications/{number}/configuration", "Edit configuration", values, errors)
    row.update(Name=values["display_name"], Description=values["description"] or None)
    row["saml"] = {name: values[name] for name in saml_applications.SETTINGS}
    return visit.go(f"/applications/{number}")
