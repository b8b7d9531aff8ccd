"""Every kind of page, and how to get there on the stage."""

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page

Places = dict[str, str]
Go = Callable[[Page, str, Places], None]
"""Opens the page, given the address of the person's seat and the places of the stage."""


@dataclass(frozen=True)
class PageKind:
    """One kind of page as one person sees it."""

    name: str
    who: str
    go: Go


def _at(path: str, *, status: int = 200) -> Go:
    def go(page: Page, seat: str, places: Places) -> None:
        answer = page.goto(seat + path.format(**places))
        assert answer is not None
        assert answer.status == status

    return go


def _sent(path: str, button: str, **typed: str) -> Go:
    """A form that comes back with what is wrong."""

    def go(page: Page, seat: str, places: Places) -> None:
        page.goto(seat + path.format(**places))
        for name, text in typed.items():
            page.locator(f"[name={name}]").fill(text)
        page.get_by_role("button", name=button).click()
        page.locator(".error-summary").wait_for()

    return go


def _microsoft(page: Page, seat: str, places: Places) -> None:
    page.goto(f"{seat}/setups/{places['start']}/steps/azure-connect/")
    page.get_by_label("Tenant", exact=True).fill("contoso.onmicrosoft.com")
    page.get_by_role("button", name="Check what will change").click()
    page.get_by_role("link", name="Sign in with Microsoft").wait_for()


LOOK = "Check what will change"
NOTED = "Record what I did"

PAGES = (
    PageKind("entry", "asha", _at("/enter/{asha}/")),
    PageKind("invalid link", "asha", _at("/enter/nobody/", status=410)),
    PageKind("not signed in", "asha", _at("/no-entry/")),
    PageKind("setups", "wes", _at("/?all")),
    PageKind("new setup", "petra", _at("/setups/new/")),
    PageKind("new setup, wrong", "petra", _sent("/setups/new/", "Start the setup", azure_email="nobody")),
    PageKind("people, for the owner", "petra", _at("/setups/{halfway}/people/")),
    PageKind("people", "wes", _at("/setups/{halfway}/people/")),
    PageKind("status at the start", "petra", _at("/setups/{start}/")),
    PageKind("status halfway", "petra", _at("/setups/{halfway}/")),
    PageKind("status, proven", "petra", _at("/setups/{proven}/")),
    PageKind("tasks at the start", "wes", _at("/setups/{start}/tasks/aws/")),
    PageKind("tasks of AWS", "wes", _at("/setups/{halfway}/tasks/aws/")),
    PageKind("tasks of Azure", "asha", _at("/setups/{halfway}/tasks/azure/")),
    PageKind("tasks, proven", "asha", _at("/setups/{proven}/tasks/azure/")),
    PageKind("questions", "asha", _at("/setups/{start}/steps/azure-connect/")),
    PageKind("questions, wrong", "wes", _sent("/setups/{start}/steps/aws-connect/", LOOK, aws_region="mars")),
    PageKind("questions before their time", "wes", _at("/setups/{start}/steps/aws-users/")),
    PageKind("a stale step", "wes", _at("/setups/{halfway}/steps/aws-saml-provider/")),
    PageKind("a failed step", "wes", _at("/setups/{halfway}/steps/aws-role/")),
    PageKind("a done step", "asha", _at("/setups/{proven}/steps/azure-claims/")),
    PageKind("sign in with Microsoft", "asha", _microsoft),
    PageKind("no sign-in possible", "asha", _at("/setups/{halfway}/microsoft/", status=502)),
    PageKind("by hand", "asha", _at("/setups/{proven}/steps/azure-application/by-hand/")),
    PageKind("by hand before its time", "asha", _at("/setups/{start}/steps/azure-claims/by-hand/")),
    PageKind(
        "by hand, wrong",
        "wes",
        _sent("/setups/{halfway}/steps/aws-role/by-hand/", NOTED, role_name="#", role_arn="arn:aws:iam::1:x"),
    ),
    PageKind("upload by hand", "asha", _at("/setups/{halfway}/steps/azure-certificate/by-hand/")),
    PageKind("a plan", "wes", _at("/runs/{plan}/")),
    PageKind("a waiting run", "asha", _at("/runs/{waiting}/")),
    PageKind("a failed run", "wes", _at("/runs/{failed}/")),
    PageKind("a done run", "wes", _at("/runs/{done}/")),
    PageKind("a done run, for the manager", "petra", _at("/runs/{done}/")),
    PageKind("the clouds disagree", "wes", _at("/runs/{disagreed}/")),
    PageKind("record", "asha", _at("/setups/{proven}/record/")),
    PageKind("record, for the manager", "petra", _at("/setups/{halfway}/record/")),
    PageKind("login check halfway", "wes", _at("/setups/{halfway}/login-check/")),
    PageKind("status, something changed", "petra", _at("/setups/{broken}/")),
    PageKind("step, something changed", "asha", _at("/setups/{broken}/steps/azure-certificate/")),
    PageKind("step, something changed that cannot stay", "wes", _at("/setups/{broken}/steps/aws-role/")),
    PageKind("a look for changes", "wes", _at("/runs/{looked}/")),
    PageKind("login check, failures", "wes", _at("/setups/{broken}/login-check/")),
    PageKind("login check, for the manager", "petra", _at("/setups/{broken}/login-check/")),
    PageKind("login check, green", "asha", _at("/setups/{proven}/login-check/")),
    PageKind(
        "login check, wrong paste",
        "wes",
        _sent("/setups/{proven}/login-check/", "Redeem this sign-in", response="<p>hello</p>"),
    ),
    PageKind("forbidden", "wes", _at("/setups/{start}/steps/azure-connect/", status=403)),
    PageKind("no such page", "wes", _at("/setups/nothing/", status=404)),
)
