"""A person signs in from Entra, as a browser does it. Only for the sandbox: it asks for no password."""

import re
from dataclasses import dataclass
from html import unescape

import requests


@dataclass(frozen=True)
class Form:
    """The form Entra's page sends on: where to, and its fields."""

    action: str
    fields: dict[str, str]


def response_for(user_access_url: str, person: str) -> Form:
    """Open the user access URL, choose the person, and take the form with the SAML response."""
    with requests.Session() as browser:
        choices = browser.get(user_access_url, timeout=30).text
        found = re.search(rf'value="([^"]+)">(?:(?!</button>).)*{re.escape(person)}', choices, re.DOTALL)
        if found is None:
            raise SystemExit(f"Entra does not offer {person}:\n{choices}")
        page = browser.post(user_access_url, data={"user": found[1]}, timeout=30).text
    action = re.search(r'<form method="post" action="([^"]+)"', page)
    if action is None:
        raise SystemExit(f"Entra refused {person}:\n{page}")
    hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page)
    return Form(unescape(action[1]), {name: unescape(value) for name, value in hidden})


def browse_on(form: Form) -> str:
    """Send the form to AWS and follow where it leads; the name of the page people end on."""
    with requests.Session() as browser:
        answer = browser.post(form.action, data=form.fields, timeout=30)
    page = re.search(r'data-page="([^"]+)"', answer.text)
    return page[1] if page and answer.ok else f"{answer.status_code}: {answer.text}"
