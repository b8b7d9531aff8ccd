"""A person signing in on the sandbox, as a browser would: forms posted, redirects followed."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

import requests
from lxml import html

from federation.checks.entra_refusals import explain_entra_refusal
from federation.checks.response_check import AZURE_ACCESS_URL

SECONDS = 30


@dataclass(frozen=True)
class Journey:
    """How far a sign-in got. `page` names the last page; `response` is the one meant for AWS, if any."""

    page: str
    response: str | None = None
    message: str = ""

    def finding(self) -> dict[str, Any]:
        """A sign-in that Entra refused, as a finding of the login check."""
        explained = explain_entra_refusal(self.message)
        if explained is not None:
            return explained.as_dict()
        return AZURE_ACCESS_URL.fault(
            "entra-sign-in",
            "The user access URL led to no sign-in.",
            expected="a response for AWS",
            actual=self.message,
            fix="Take the User access URL from the properties of the enterprise application.",
        ).as_dict()


def sign_in(url: str, person: str, *, go_on: bool = False) -> Journey:
    """Open the user access URL and sign in as `person`; with `go_on` all the way to Connect."""
    with requests.Session() as browser:
        browser.trust_env = False
        page = _page(browser.get(url, timeout=SECONDS))
        if not page.forms:
            return Journey(_name(page), message=_main_text(page))
        page = _send(browser, page, {"user": person})
        found = page.xpath("//*[@id='saml-response']/text()")
        if not found:
            return Journey(_name(page), message=_main_text(page))
        if not go_on:
            return Journey(_name(page), response=str(found[0]))
        page = _send(browser, page, {})
        return Journey(_name(page), response=str(found[0]), message=_main_text(page))


def _page(answer: requests.Response) -> html.HtmlElement:
    return html.document_fromstring(answer.text, base_url=answer.url)


def _send(browser: requests.Session, page: html.HtmlElement, fields: dict[str, str]) -> html.HtmlElement:
    form = page.forms[0]
    values = dict(form.form_values()) | fields
    return _page(browser.post(urljoin(str(page.base_url), form.action or ""), data=values, timeout=SECONDS))


def _name(page: html.HtmlElement) -> str:
    return str(page.xpath("string(//main/@data-page)"))


def _main_text(page: html.HtmlElement) -> str:
    return " ".join(str(page.xpath("string(//main)")).split())[:500]
