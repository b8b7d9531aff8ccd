"""The SAML response out of whatever an engineer copied from the browser.

A response is a bearer credential for five minutes: it stays out of every repr, message and log.
"""

import base64
import binascii
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote, unquote_plus

from lxml import etree, html
from lxml.html import HtmlElement

from federation.errors import InvalidValue

MAX_CAPTURE = 20_000_000
MAX_PAGE = 1_000_000
"""Characters or bytes. HAR files of a few pages reach this size; the response itself is far smaller."""
MAX_RESPONSE = 1_000_000
"""Base64 characters. AWS's own limit (100,000) is a finding of a check, not a reason not to read."""

HOW_TO_COPY = (
    "Open the browser's developer tools (F12), tab Network, tick “Preserve log”, and sign in. Click the "
    "request “saml” to signin.aws.amazon.com and copy the value SAMLResponse from its tab Payload, or "
    "right-click it and choose “Copy as cURL” or “Save all as HAR”."
)
_TO_AWS = re.compile(
    r"https://(?:[a-z0-9-]+\.)*signin\.(?:aws\.amazon\.com|amazonaws-us-gov\.com)(?::443)?/", re.IGNORECASE
)
_RESPONSE_FIELD = re.compile(r"""\bSAMLResponse\\?["']?\s*[=:]\s*\\?["']?(?P<value>[A-Za-z0-9%+/=_-]{4,})""")
_RELAY_FIELD = re.compile(r"""\bRelayState\\?["']?\s*[=:]\s*\\?["']?(?P<value>[^&\s"'\\]+)""")
_BASE64 = re.compile(r"[A-Za-z0-9+/]{100,}={0,2}")


@dataclass(frozen=True)
class CapturedResponse:
    """One response as the browser posted it: base64 without line breaks.

    `note` is a sentence about the copy that the person should know, or empty.
    """

    saml_response_base64: str = field(repr=False)
    relay_state: str | None = None
    note: str = ""


def read_capture(text: str) -> CapturedResponse:
    """Find the response in base64, a form body, a cURL command, a HAR file, an HTML form or raw XML.

    Raises InvalidValue that says what to copy.
    """
    if len(text) > MAX_CAPTURE:
        raise _refusal("This is too long to be a SAML response or a HAR file of one sign-in.")
    stripped = text.strip("\ufeff \t\r\n")
    if not stripped:
        raise _refusal("This is empty.")
    if stripped.startswith("{"):
        return _from_har(stripped)
    if stripped.startswith("<"):
        return _from_markup(stripped)
    return _from_text(stripped)


def _refusal(message: str) -> InvalidValue:
    return InvalidValue(message, hint=HOW_TO_COPY)


def _captured(value: str, relay_state: str | None, note: str = "") -> CapturedResponse:
    """Check that `value` is base64 (perhaps still URL-encoded) of a SAML response."""
    # A "+" is a base64 digit here, never a space: base64 has none, and line breaks come as %0D%0A.
    packed = "".join(unquote(value).split())
    if len(packed) > MAX_RESPONSE:
        raise _refusal(f"This SAML response has {len(packed):,} characters, which is too many to read.")
    packed = packed.rstrip("=") + "=" * (-len(packed.rstrip("=")) % 4)
    try:
        decoded = base64.b64decode(packed, validate=True)
    except (ValueError, binascii.Error) as error:
        raise _refusal("This is not a whole SAML response: it is cut off, or it is not base64.") from error
    _refuse_other_messages(decoded)
    return CapturedResponse(packed, relay_state or None, note)


def _refuse_other_messages(decoded: bytes) -> None:
    start = decoded.lstrip(b"\xef\xbb\xbf \t\r\n")[:2000]
    if not start.startswith(b"<"):
        raise _refusal("This is base64, but there is no XML inside, so it is not a SAML response.")
    match = re.search(rb"<(?:[\w.-]+:)?([A-Za-z]+)", start)
    name = match[1].decode() if match else "nothing"
    if name == "Assertion":
        raise _refusal("This is only the assertion. Copy the whole response: the assertion stands inside it.")
    if name != "Response":
        raise _refusal(f"This is another SAML message (“{name}”), not the response that Entra sends to AWS.")


def _from_text(text: str) -> CapturedResponse:
    # Windows' "Copy as cURL (cmd)" puts a caret before every special character; form bodies have none.
    plain = text.replace("^", "") if '^"' in text else text
    if match := _RESPONSE_FIELD.search(plain):
        relay = _RELAY_FIELD.search(plain)
        return _captured(match["value"], unquote_plus(relay["value"]) if relay else None)
    packed = "".join(unquote(text).split())
    if not _BASE64.fullmatch(packed):
        raise _refusal("There is no SAML response in this text.")
    return _captured(packed, None)


def _from_markup(text: str) -> CapturedResponse:
    """An HTML page with the form that posts the response, or the response's XML itself."""
    if re.match(r"(?:<\?xml[^>]*\?>\s*)?<(?:[\w.-]+:)?Response\b", text):
        packed = base64.b64encode(text.encode()).decode()
        return _captured(
            packed, None, note="Decoded XML was given. Copy it exactly: one changed byte breaks its signature."
        )
    if len(text) > MAX_PAGE:
        raise _refusal("This page is too large to be the one that posts the response.")
    values = {name: str(node.get("value") or "") for node in _inputs(text) if (name := node.get("name"))}
    if "SAMLResponse" not in values:
        raise _refusal("This page has no form that posts a SAML response.")
    return _captured(values["SAMLResponse"], values.get("RelayState"))


def _inputs(page: str) -> list[HtmlElement]:
    # libxml2 reads broken markup in linear time, which Python's own HTMLParser does not.
    try:
        return list(html.document_fromstring(page).iter("input"))
    except etree.ParserError as error:
        raise _refusal("This page has no form that posts a SAML response.") from error


def _from_har(text: str) -> CapturedResponse:
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise _refusal("This begins like a HAR file, but it is not whole JSON.") from error
    posts = sorted(_posts(document), key=lambda post: (post.to_aws, post.started))
    if not posts:
        raise _refusal("This HAR file holds no request that posts a SAML response.")
    return _captured(posts[-1].response, posts[-1].relay_state)


@dataclass(frozen=True)
class _Post:
    started: str
    to_aws: bool
    response: str = field(repr=False)
    relay_state: str | None


def _posts(document: Any) -> Iterator[_Post]:
    """Every POST with a SAMLResponse. HAR 1.2: log.entries[].request.postData.{params,text}."""
    entries = _at(document, "log", "entries")
    for entry in entries if isinstance(entries, list) else ():
        fields = _form_fields(_at(entry, "request", "postData"))
        if _at(entry, "request", "method") == "POST" and "SAMLResponse" in fields:
            yield _Post(
                started=str(_at(entry, "startedDateTime")),
                to_aws=bool(_TO_AWS.match(str(_at(entry, "request", "url")))),
                response=fields["SAMLResponse"],
                relay_state=fields.get("RelayState"),
            )


def _form_fields(post_data: Any) -> dict[str, str]:
    params = _at(post_data, "params")
    rows = params if isinstance(params, list) else []
    fields = {str(_at(row, "name")): unquote(str(_at(row, "value"))) for row in rows}
    for pair in str(_at(post_data, "text") or "").split("&"):
        name, _, value = pair.partition("=")
        fields.setdefault(name, unquote(value))
    return fields


def _at(value: Any, *path: str) -> Any:
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    return value
