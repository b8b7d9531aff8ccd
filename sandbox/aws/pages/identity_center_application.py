"""Console page of one application: addresses to copy, mappings, who is assigned."""

from markupsafe import Markup
from werkzeug.wrappers import Response

from sandbox.aws.errors import AwsError
from sandbox.aws.identity_center import assignments, people, saml_applications
from sandbox.aws.pages.html import html_page
from sandbox.aws.pages.identity_center_applications import found, number_of
from sandbox.aws.pages.identity_center_forms import action_button, facts, form, link, select_field
from sandbox.aws.pages.identity_center_visit import Visit, for_engineers
from sandbox.rows import Row


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
