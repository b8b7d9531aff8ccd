"""Plain self-contained pages, marked as sandbox. Everything shown is escaped by Markup.format."""

import base64
import hashlib

from markupsafe import Markup
from werkzeug.wrappers import Response

_STYLE = (
    "body{font:16px/1.6 system-ui,sans-serif;max-width:40rem;margin:0 auto;padding:16px}"
    "header{border-bottom:1px solid;padding:8px 0}"
    ":focus-visible{outline:3px solid;outline-offset:2px}"
)
_STYLE_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
_POLICY = f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; form-action 'self'; frame-ancestors 'none'"
_FRAME = Markup(
    '<!doctype html><html lang="en"><head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width, initial-scale=1">'
    '<meta name="color-scheme" content="light dark">'
    "<title>{title} - Handoff sandbox</title><style>{style}</style></head><body>"
    "<header><strong>Handoff sandbox</strong>: this is not AWS, but a simulation of it.</header>"
    "<main{data}><h1>{title}</h1>{body}</main></body></html>"
)


def html_page(title: str, body: Markup, *, status: int = 200, **data: str) -> Response:
    """A page whose `main` carries `data` as data- attributes, for programs to read."""
    attributes = Markup("").join(Markup(' data-{}="{}"').format(*pair) for pair in data.items())
    html = _FRAME.format(title=title, style=Markup(_STYLE), data=attributes, body=body)  # noqa: S704
    response = Response(html, status=status, content_type="text/html; charset=utf-8")
    response.headers["Content-Security-Policy"] = _POLICY
    response.headers["Cache-Control"] = "no-store"
    return response


def error_page(text: str, *, code: str, status: int, title: str = "Something is not right") -> Response:
    """An error as the real service words it."""
    return html_page(title, Markup("<p>{}</p>").format(text), status=status, page="error", code=code)
