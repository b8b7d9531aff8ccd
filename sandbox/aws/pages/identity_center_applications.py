"""Console pages "Applications": customer managed SAML 2.0 applications, their settings and assignments."""

from urllib.parse import urlsplit

from markupsafe import Markup
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from sandbox.aws.errors import AwsError
from sandbox.aws.identity_center import assignments, people, saml_applications
from sandbox.aws.identity_center.applications import CUSTOM_SAML, applications_of
from sandbox.aws.pages.html import html_page
from sandbox.aws.pages.identity_center_forms import (
    Errors,
    action_button,
    facts,
    form,
    link,
    select_field,
    text_field,
)
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


@for_engineers("sso:GetApplicationInstance")
def show(visit: Visit, number: str) -> Response:
    """An application: addresses to copy, mappings, assignments."""
    return _show(visit, found(visit, number))


def _show(visit: Visit, row: Row, notice: str = "") -> Response:
    provider, path = saml_applications.identity_provider(row), f"/applications/{number_of(row)}"
    download = link(visit.site.addresses.local(provider.metadata_url) or "", provider.metadata_url)
    body = Markup("").join(
        (
            Markup('<p role="alert" class="error">{}</p>').format(notice) if notice else "",
            facts(
                (("Application ARN", row["ApplicationArn"]), ("Status", row["Status"]), *row["saml"].items())
            ),
            Markup("<p>{}</p>").format(link(visit.address(f"{path}/configuration"), "Edit configuration")),
            Markup("<h2>IAM Identity Center metadata</h2>"),
            facts(
                (
                    ("IAM Identity Center SAML metadata file", download),
                    ("IAM Identity Center sign-in URL", provider.sign_in_url),
                    ("IAM Identity Center sign-out URL", provider.sign_out_url),
                    ("IAM Identity Center SAML issuer URL", provider.entity_id),
                )
            ),
            Markup("<p>{}</p>").format(link(visit.address(f"{path}/certificate.pem"), "Download certificate")),
            Markup("<h2>Attribute mappings</h2>"),
            facts((m["attribute"], f"{m['value']} ({m['format']})") for m in row["mappings"]),
            Markup("<p>{}</p>").format(
                link(visit.address(f"{path}/attribute-mappings"), "Edit attribute mappings")
            ),
            Markup("<h2>Assigned users and groups</h2>") + _assignments(visit, row, path),
            action_button(visit.address(f"{path}/delete"), "Remove application"),
        )
    )
    status = 400 if notice else 200
    return html_page(row["Name"], body, status=status, page="application", application=row["ApplicationArn"])


def _assignments(visit: Visit, row: Row, path: str) -> Markup:
    names = dict(_principals(visit))
    keys = [
        f"{each['PrincipalType']}:{each['PrincipalId']}"
        for each in assignments.assignments_of(visit.world, row["ApplicationArn"])
    ]
    present = Markup("").join(
        Markup("<p>{}</p>{}").format(
            names.get(key, key),
            action_button(visit.address(f"{path}/assignments/remove"), "Remove assignment", principal=key),
        )
        for key in keys
    )
    free = [(key, text) for key, text in names.items() if key not in keys]
    field = select_field("principal", "User or group", "", free)
    return present + form(visit.address(f"{path}/assignments"), "Assign user or group", field)


def _principals(visit: Visit) -> list[tuple[str, str]]:
    users = people.users_of(visit.world, visit.store)
    groups = people.groups_of(visit.world, visit.store)
    return [
        *((f"USER:{row['UserId']}", f"User {row['UserName']}") for row in users),
        *((f"GROUP:{row['GroupId']}", f"Group {row['DisplayName']}") for row in groups),
    ]


@for_engineers("sso:AssociateProfile")
def assign(visit: Visit, number: str) -> Response:
    """POST of principal: USER:id or GROUP:id."""
    row, chosen = found(visit, number), visit.request.form.get("principal", "")
    if chosen not in dict(_principals(visit)):
        return _show(visit, row, notice="Choose a user or group of the identity store.")
    kind, _, principal = chosen.partition(":")
    try:
        assignments.assign(visit.world, row, kind, principal)
    except AwsError as error:
        return _show(visit, row, notice=error.message)
    return visit.go(f"/applications/{number}")


@for_engineers("sso:DisassociateProfile")
def unassign(visit: Visit, number: str) -> Response:
    """POST of principal."""
    row = found(visit, number)
    kind, _, principal = visit.request.form.get("principal", "").partition(":")
    key = assignments.key_of(row["ApplicationArn"], kind, principal)
    visit.world.table("ids.application_assignments").pop(key, None)
    return visit.go(f"/applications/{number}")


@for_engineers("sso:DeleteApplicationInstance")
def remove(visit: Visit, number: str) -> Response:
    """POST."""
    saml_applications.remove(visit.world, found(visit, number))
    return visit.go("/applications")


@for_engineers("sso:GetApplicationInstance")
def certificate(visit: Visit, number: str) -> Response:
    """The application's certificate."""
    return Response(found(visit, number)["key"]["certificate"], content_type="application/x-pem-file")
