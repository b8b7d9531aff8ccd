"""Whatever the engineer copied from the browser, the response comes out of it, or a sentence how to copy."""

import base64
import json
from html import escape
from typing import Any
from urllib.parse import quote, urlencode

import pytest

from federation.errors import InvalidValue
from federation.saml.capture import HOW_TO_COPY, MAX_CAPTURE, read_capture
from tests.federation.responses import REPLY_URL, Sent, packed, response_xml, signed_response

RESPONSE = signed_response()
RELAY = "https://eu-central-1.console.aws.amazon.com/connect/federate/x?destination=%2Fagent-app-v2"
FORM = urlencode({"SAMLResponse": RESPONSE, "RelayState": RELAY})


def refusal(text: str) -> str:
    with pytest.raises(InvalidValue) as caught:
        read_capture(text)
    assert caught.value.hint == HOW_TO_COPY
    assert RESPONSE[:40] not in caught.value.message
    return caught.value.message


def entry(
    *, url: str = REPLY_URL, at: str = "2026-03-02T09:30:00Z", method: str = "POST", **data: Any
) -> dict[str, Any]:
    return {"startedDateTime": at, "request": {"method": method, "url": url, "postData": data}}


def har(*entries: dict[str, Any]) -> str:
    return json.dumps({"log": {"version": "1.2", "entries": list(entries)}})


@pytest.mark.parametrize(
    "text",
    [
        RESPONSE,
        f"\ufeff  {RESPONSE}\n",
        "\n".join(RESPONSE[at : at + 76] for at in range(0, len(RESPONSE), 76)),
        quote(RESPONSE, safe=""),
        RESPONSE.rstrip("="),
        f"SAMLResponse: {RESPONSE}",
        f'"SAMLResponse": "{RESPONSE}"',
    ],
    ids=["plain", "spaces around", "line breaks", "URL-encoded", "no padding", "payload tab", "quoted"],
)
def test_the_bare_value_is_found(text: str) -> None:
    assert read_capture(text).saml_response_base64 == RESPONSE


@pytest.mark.parametrize(
    "text",
    [
        FORM,
        f"curl '{REPLY_URL}' \\\n  -H 'accept: */*' \\\n  --data-raw '{FORM}' --compressed",
        f"curl '{REPLY_URL}' --data-raw $'{FORM}\\u0021'",
        f'curl --data "{FORM}" {REPLY_URL}',
        'curl ^"https://signin^" ^\n --data-raw ^"' + FORM.replace("%", "^%^").replace("&", "^&") + '^"',
        f'Invoke-WebRequest -Uri "{REPLY_URL}" -Method "POST" -Body "{FORM}"',
    ],
    ids=["form body", "cURL (bash)", "cURL ($'')", "cURL (double quotes)", "cURL (cmd)", "PowerShell"],
)
def test_a_copied_request_gives_response_and_relay_state(text: str) -> None:
    captured = read_capture(text)
    assert captured.saml_response_base64 == RESPONSE
    assert (captured.relay_state or "").startswith(RELAY)


def test_a_plus_that_nobody_encoded_stays_a_plus() -> None:
    with_plus = packed("<Response>" + "\u00fb\u00ef" * 20 + "</Response>").replace("/", "+")
    assert "+" in with_plus
    assert read_capture(f"SAMLResponse={with_plus}").saml_response_base64 == with_plus


def test_a_har_file_gives_its_newest_post_to_aws() -> None:
    old = packed(response_xml(Sent(name_id="old")))
    text = har(
        entry(at="2026-03-02T09:31:00Z", text=FORM),
        entry(at="2026-03-02T09:20:00Z", text=urlencode({"SAMLResponse": old})),
        entry(
            at="2026-03-02T09:45:00Z", url="https://login.example.com/", text=urlencode({"SAMLResponse": old})
        ),
        entry(at="2026-03-02T09:46:00Z", url="https://[x", text=urlencode({"SAMLResponse": old})),
        entry(method="GET"),
    )
    assert read_capture(text).saml_response_base64 == RESPONSE
    assert read_capture(text).relay_state == RELAY


@pytest.mark.parametrize("encode", [quote, str], ids=["Chrome encodes", "Firefox decodes"])
def test_a_har_file_may_list_the_form_fields(encode: Any) -> None:
    fields = [
        {"name": "SAMLResponse", "value": encode(RESPONSE)},
        {"name": "RelayState", "value": encode(RELAY)},
    ]
    assert read_capture(har(entry(params=fields))).saml_response_base64 == RESPONSE


@pytest.mark.parametrize("text", ["{}", '{"log": 5}', '{"log": {"entries": [1, {"request": null}]}}', har()])
def test_a_har_file_without_a_response_is_refused(text: str) -> None:
    assert "no request that posts a SAML response" in refusal(text)


def test_half_a_har_file_is_refused() -> None:
    assert "not whole JSON" in refusal(har(entry(text=FORM))[:-9])


def test_the_page_that_posts_the_form_is_read() -> None:
    page = (
        f'<html><body onload="document.forms[0].submit()"><form method="POST" action="{REPLY_URL}">'
        f'<input type="hidden" name="SAMLResponse" value="{RESPONSE}" />'
        f'<input type="hidden" name="RelayState" value="{escape(RELAY)}" /></form></body></html>'
    )
    captured = read_capture(page)
    assert (captured.saml_response_base64, captured.relay_state) == (RESPONSE, RELAY)


def test_another_page_is_refused() -> None:
    assert "no form that posts" in refusal("<html><body>Access denied</body></html>")


def test_decoded_xml_is_taken_with_a_note() -> None:
    xml = base64.b64decode(RESPONSE).decode()
    captured = read_capture(xml)
    assert captured.saml_response_base64 == RESPONSE
    assert "exactly" in captured.note


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "empty"),
        ("hello there", "no SAML response in this text"),
        ("curl 'https://signin.aws.amazon.com/saml' -H 'accept: */*'", "no SAML response in this text"),
        (RESPONSE[:-3] + "!!!", "no SAML response"),
        (base64.b64encode(b"\x1f\x8b" + b"deflated" * 20).decode(), "no XML inside"),
        (
            "SAMLResponse=" + packed("<samlp:AuthnRequest xmlns:samlp='urn:x'/>"),
            "another SAML message (“AuthnRequest”)",
        ),
        ("SAMLResponse=" + packed("<Assertion xmlns='urn:x'/>"), "only the assertion"),
        ("SAMLResponse=" + "A" * 1_000_001, "too many to read"),
    ],
)
def test_anything_else_is_refused_with_how_to_copy(text: str, said: str) -> None:
    assert said in refusal(text)


def test_a_gigantic_paste_is_refused_at_once() -> None:
    assert "too long" in refusal("A" * (MAX_CAPTURE + 1))


def test_printing_a_capture_does_not_print_the_response() -> None:
    assert RESPONSE[:40] not in repr(read_capture(FORM))
