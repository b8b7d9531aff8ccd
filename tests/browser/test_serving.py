"""`make demo` ends with Ctrl-C, goes on where it stopped, and does not mind another one."""

import os
import re
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import SERVE, Demo
from tests.browser.hands import come_in


@pytest.fixture(scope="module")
def two_demos(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Demo]]:
    demos = [Demo(tmp_path_factory.mktemp("demo")) for _ in range(2)]
    for demo in demos:
        demo.begin()
    for demo in demos:
        demo.wait()
    yield demos
    for demo in demos:
        demo.kill()


def ports(demo: Demo) -> list[int]:
    """The port of the wizard and both of the sandbox."""
    remembered = Path(demo.state, "sandbox-ports.json").read_text()
    return [urlsplit(demo.links["wes"]).port or 0, *map(int, re.findall(r"\d+", remembered))]


def listens(port: int) -> bool:
    with socket.socket() as knock:
        return knock.connect_ex(("127.0.0.1", port)) == 0


def lives(session: int) -> bool:
    """Whether any process is left of what was started there."""
    try:
        os.killpg(session, 0)
    except ProcessLookupError:
        return False
    return True


def test_two_demos_in_two_folders_do_not_meet(browser: Browser, two_demos: list[Demo]) -> None:
    context = browser.new_context()
    for demo in two_demos:
        page = come_in(context, demo.links["wes"])
        expect(page.get_by_role("heading", level=1)).to_have_text("AWS tasks")
    context.close()
    one, other = map(ports, two_demos)
    assert set(one).isdisjoint(other)
    assert all(map(listens, [*one, *other]))


def test_ctrl_c_ends_everything(two_demos: list[Demo]) -> None:
    demo = two_demos[0]
    began = time.monotonic()
    assert demo.stop() == 0
    assert time.monotonic() - began < 10
    assert not any(map(listens, ports(demo)))
    assert not lives(demo.process.pid)


def test_a_second_start_goes_on_where_the_first_stopped(browser: Browser, stage: Demo) -> None:
    context = browser.new_context()
    asha = come_in(context, stage.links["asha"])
    asha.goto(stage.address("asha", "/setups/{proven}/record/"))
    before = asha.locator(".value [data-value]").all_inner_texts()
    stage.kill()
    stage.start(SERVE)
    asha = come_in(context, stage.links["asha"])
    asha.goto(stage.address("asha", "/setups/{proven}/record/"))
    assert asha.locator(".value [data-value]").all_inner_texts() == before
    (url,) = (text for text in before if "/myapps/" in text)
    asha.goto(url)
    expect(asha.get_by_role("button", name="Alice")).to_be_visible()
    context.close()
