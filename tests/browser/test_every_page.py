"""Every kind of page, in light and dark, on a phone, with large letters: readable, and quiet in the console."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.conftest import Demo
from tests.browser.hands import come_in
from tests.browser.pages import PAGES, PageKind

DESK = {"width": 1280, "height": 900}
PHONE = {"width": 320, "height": 640}
SIDEWAYS = "[document.documentElement.scrollWidth, innerWidth]"


@dataclass
class Heard:
    """What the browser said and asked for while it showed the pages."""

    complaints: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def listen(self, context: BrowserContext) -> None:
        context.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)
        context.on("weberror", lambda error: self.complaints.append(str(error.error)))
        context.on("request", lambda request: self.asked.append(request.url))

    def forget(self) -> None:
        self.complaints.clear()
        self.asked.clear()


@pytest.fixture(scope="module")
def heard() -> Heard:
    return Heard()


@pytest.fixture(scope="module")
def windows(browser: Browser, stage: Demo, heard: Heard) -> Iterator[dict[str, Page]]:
    # Without motion a colour is at once what it will be.
    context = browser.new_context(reduced_motion="reduce", viewport=DESK)
    heard.listen(context)
    yield {name: come_in(context, link) for name, link in stage.links.items()}
    context.close()


@pytest.fixture(scope="module", params=PAGES, ids=lambda kind: kind.name)
def page(request: pytest.FixtureRequest, windows: dict[str, Page], stage: Demo, heard: Heard) -> Iterator[Page]:
    """One kind of page, opened once for all tests of it."""
    kind: PageKind = request.param
    heard.forget()
    window = windows[kind.who]
    window.bring_to_front()
    kind.go(window, stage.seat(kind.who), stage.places)
    return window


def violations(page: Page, **options: object) -> list[str]:
    found = Axe().run(page, options=options)
    return [f"{v['id']}: {n['html']}" for v in found.response["violations"] for n in v["nodes"]]


def test_axe_finds_nothing(page: Page) -> None:
    assert violations(page) == []


def test_axe_finds_nothing_in_the_dark(page: Page) -> None:
    page.emulate_media(color_scheme="dark")
    dark = violations(page, runOnly=["color-contrast"])
    page.emulate_media(color_scheme="light")
    assert dark == []


def test_nothing_sticks_out_on_a_phone(page: Page) -> None:
    page.set_viewport_size(PHONE)
    needed, there = page.evaluate(SIDEWAYS)
    page.set_viewport_size(DESK)
    assert needed <= there


def test_nothing_sticks_out_with_letters_twice_as_large(page: Page) -> None:
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    needed, there = page.evaluate(SIDEWAYS)
    page.evaluate("document.documentElement.style.fontSize = ''")
    assert needed <= there


def test_the_page_has_one_heading_and_at_most_one_main_action(page: Page) -> None:
    assert page.locator("h1").count() == 1
    assert page.locator("main .main").count() <= 1


def test_the_browser_complains_of_nothing_and_asks_nobody_else(page: Page, heard: Heard) -> None:
    refused = "Failed to load resource: the server responded with a status of"
    assert [text for text in heard.complaints if not text.startswith(refused)] == []
    assert {urlsplit(url).netloc for url in heard.asked} == {urlsplit(page.url).netloc}
