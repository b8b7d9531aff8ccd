"""Console page "Attribute mappings" of an application."""

from markupsafe import Markup
from werkzeug.wrappers import Response

from sandbox.aws.identity_center.mappings import ATTRIBUTE_FORMATS, NAME_ID_FORMATS, SUBJECT, problem
from sandbox.aws.pages.html import html_page
from sandbox.aws.pages.identity_center_applications import found
from sandbox.aws.pages.identity_center_visit import Visit, for_engineers
from sandbox.rows import Row

EMPTY_ROWS = 3
_HEAD = Markup(
    "<tr><th>User attribute in the application</th>"
    "<th>Maps to this value or attribute in IAM Identity Center</th><th>Format</th></tr>"
)
_ROW = Markup(
    "<tr><td>{error}"
    '<input type="text" name="attribute" aria-label="Attribute {number}"'
    ' value="{attribute}"{fixed}{invalid}></td>'
    '<td><input type="text" name="value" aria-label="Value {number}" value="{value}"{invalid}></td>'
    '<td><select name="format" aria-label="Format {number}">{options}</select></td></tr>'
)
_ERROR = Markup('<span class="error" id="row-{}-error">{}</span><br>')


@for_engineers("sso:GetApplicationInstance")
def show(visit: Visit, number: str) -> Response:
    """The mappings with some empty rows."""
    return _page(visit, number, found(visit, number)["mappings"], {})


def _page(visit: Visit, number: str, mappings: list[Row], errors: dict[int, str]) -> Response:
    empty: list[Row] = [{"attribute": "", "value": "", "format": "unspecified"}] * EMPTY_ROWS
    rows = Markup("").join(
        _row(index, mapping, errors.get(index, "")) for index, mapping in enumerate([*mappings, *empty])
    )
    summary = Markup('<p role="alert" class="error">Nothing was changed.</p>') if errors else ""
    body = Markup('<form method="post" action="{}">{}<table>{}{}</table><button>{}</button></form>').format(
        visit.address(f"/applications/{number}/attribute-mappings"), summary, _HEAD, rows, "Save changes"
    )
    hint = Markup("<p>Leave a row empty to drop it. Values may hold ${{user:email}} and the like.</p>").format()
    return html_page(
        "Attribute mappings", hint + body, status=400 if errors else 200, page="attribute-mappings"
    )


def _row(index: int, mapping: Row, error: str) -> Markup:
    formats = NAME_ID_FORMATS if mapping["attribute"] == SUBJECT else ATTRIBUTE_FORMATS
    options = Markup("").join(
        Markup('<option value="{0}"{1}>{0}</option>').format(
            name, Markup(" selected") if name == mapping["format"] else ""
        )
        for name in formats
    )
    return _ROW.format(
        number=index + 1,
        attribute=mapping["attribute"],
        value=mapping["value"],
        options=options,
        fixed=Markup(" readonly") if mapping["attribute"] == SUBJECT else "",
        error=_ERROR.format(index, error) if error else "",
        invalid=Markup(' aria-invalid="true" aria-describedby="row-{}-error"').format(index) if error else "",
    )


@for_engineers("sso:UpdateApplicationInstanceResponseSchemaConfiguration")
def change(visit: Visit, number: str) -> Response:
    """POST of attribute, value and format, once for each mapping; Subject must be among them."""
    row, form = found(visit, number), visit.request.form
    columns = zip(form.getlist("attribute"), form.getlist("value"), form.getlist("format"), strict=False)
    mappings: list[Row] = [
        {"attribute": attribute.strip(), "value": value.strip(), "format": chosen}
        for attribute, value, chosen in columns
        if attribute.strip() or value.strip()
    ]
    errors = _problems(mappings)
    if errors:
        return _page(visit, number, mappings, errors)
    row["mappings"] = mappings
    return visit.go(f"/applications/{number}")


def _problems(mappings: list[Row]) -> dict[int, str]:
    found = {index: text for index, mapping in enumerate(mappings) if (text := problem(mapping))}
    names = [mapping["attribute"] for mapping in mappings]
    for index, name in enumerate(names):
        if name in names[:index]:
            found[index] = f"{name} is mapped already."
    if SUBJECT not in names:
        found[0] = f"{SUBJECT} is required."
    return found
