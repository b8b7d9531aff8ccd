"""Plain self-contained pages, marked as sandbox. Everything shown is escaped by Markup.format."""

import base64
import hashlib

from markupsafe import Markup
from werkzeug.wrappers import Response

_STYLE = (
    "body{font:16px/1.6 system-ui,sans-serif;max-width:40rem;margin:0 auto;padding:16px}"
    "header{border-bottom:1px solid;padding:8px 0}"
    ":focus-visible{outline:3px solid;outline-offset:2px}"
    "input,select,textarea,button{font:inherit;max-width:100%;padding:4px 8px}"
    "input[type=text],textarea{width:100%;box-sizing:border-box}"
    "label{font-weight:600}"
    ".error{font-weight:600;border-inline-start:4px solid;padding-inline-start:8px}"
    "dd,code{overflow-wrap:anywhere}"
)
_STYLE_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
_POLICY = f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; form-action 'self'; frame-ancestors 'none'"
_SUBMIT = Markup("<script>document.forms[0].submit()</script>")
_SUBMIT_HASH = base64.b64encode(hashlib.sha256(_SUBMIT.striptags().encode()).digest()).decode()
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


def submitting_page(title: str, body: Markup, **data: str) -> Response:
    """A page whose first form is sent at once; without scripts its button does it."""
    response = html_page(title, body + _SUBMIT, status=200, **data)
    response.headers["Content-Security-Policy"] = f"{_POLICY}; script-src 'sha256-{_SUBMIT_HASH}'"
    return response
