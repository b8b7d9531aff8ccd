"""The pages of the simulated Entra: small, self-contained, without a line of Microsoft's branding."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from markupsafe import Markup
from werkzeug.wrappers import Response

from sandbox.rows import Row

_PAGE = Markup("""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} · Sandbox Entra ID</title>
<style>
:root {{ color-scheme: light dark }}
body {{ font: 16px/1.5 system-ui, sans-serif; margin: 0; padding: 24px 16px }}
main {{ max-width: 560px; margin: auto; overflow-wrap: anywhere }}
h1 {{ font-size: 24px; line-height: 1.25 }}
.note, dt {{ color: light-dark(#505a66, #a9b4c0) }}
button {{ font: inherit; text-align: start; padding: 12px 16px; margin: 4px 0; width: 100%; cursor: pointer }}
textarea {{ width: 100%; box-sizing: border-box; font: 13px/1.4 ui-monospace, monospace }}
:focus-visible {{ outline: 3px solid light-dark(#1d70b8, #7fb5e6); outline-offset: 2px }}
</style>
</head>
<body>
<main data-page="{page}">
<p class="note">Sandbox Entra ID: a simulation on this machine. No password is asked and none is kept.</p>
<h1>{title}</h1>
{content}
</main>
</body>
</html>
""")
_CHOICE = Markup(
    '<button name="user" value="{id}">Sign in as {name}<br><span class="note">{upn}</span></button>\n'
)
_HIDDEN = Markup('<input type="hidden" name="{name}" value="{value}">')
_NO_FIELDS: Mapping[str, str] = MappingProxyType({})
_SUBMIT_SOON = Markup("<script>document.forms[0].submit()</script>")


def page(name: str, title: str, content: Markup, *, status: int = 200) -> Response:
    """A whole page. `name` is how tests and tools recognise it: `<main data-page=...>`."""
    return Response(
        _PAGE.format(page=name, title=title, content=content), status=status, content_type="text/html"
    )


def choose_person(
    people: Iterable[Row], *, title: str, may_cancel: bool = False, fields: Mapping[str, str] = _NO_FIELDS
) -> Response:
    """The sign-in page: a form that posts `user` (an object id) and `fields` back to its own address."""
    choices = Markup().join(
        _CHOICE.format(id=row["id"], name=row["displayName"], upn=row["userPrincipalName"]) for row in people
    )
    if may_cancel:
        choices += Markup('<button name="cancel" value="yes">Cancel</button>')
    return page(
        "choose-person", title, Markup('<form method="post">{}{}</form>').format(_fields(fields), choices)
    )


def post_on(name: str, address: str, *, title: str, button: str, fields: Row, rest: Markup) -> Response:
    """A form with one button that carries `fields` on to `address`; `rest` stands below it."""
    form = Markup('<form method="post" action="{}">{}<button>{}</button></form>{}')
    return page(name, title, form.format(address, _fields(fields), button, rest))


def post_on_at_once(address: str, *, button: str, fields: Row) -> Response:
    """As `post_on`, but a browser with scripts does not wait for the button."""
    return post_on("signed-in", address, title="Signed in", button=button, fields=fields, rest=_SUBMIT_SOON)


def refused(code: str, message: str, *, status: int = 400) -> Response:
    """Entra's error page."""
    content = Markup('<p>Sorry, but we’re having trouble signing you in.</p><p id="error">{}: {}</p>')
    return page("error", "Sign in", content.format(code, message), status=status)


def _fields(values: Mapping[str, str]) -> Markup:
    return Markup().join(_HIDDEN.format(name=name, value=value) for name, value in values.items())
