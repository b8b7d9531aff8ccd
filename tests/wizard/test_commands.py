"""The commands people type: serve, sandbox and entry_link. (tour: test_tour.py, check_login: its own file.)"""

import os
import socket
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import boto3
import pytest
import requests
from django.core.management import CommandError, call_command

from sandbox.aws import seed as aws
from tests.cast import Cast, Window, text
from tests.wizard.programs import Program
from wizard.actions.setups import entry_token
from wizard.management import ports
from wizard.models import Person

Start = Callable[..., Program]


@pytest.fixture
def begin(tmp_path: Path) -> Iterator[Start]:
    """Start commands that share a state directory and end with the test."""
    programs: list[Program] = []

    def run(*arguments: str) -> Program:
        programs.append(Program(tmp_path, *arguments))
        return programs[-1]

    yield run
    for program in programs:
        program.kill()


def come_in(link: str) -> str:
    """Open an entry link, press its button, and say where it leads."""
    with requests.Session() as browser:
        page = browser.get(link, timeout=10)
        token = page.text.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
        return browser.post(link, data={"csrfmiddlewaretoken": token}, timeout=10).url


def test_serve_answers_until_ctrl_c_and_a_second_start_finds_the_same_setup(begin: Start) -> None:
    places = []
    for _ in range(2):
        program = begin("serve", "--sandbox", "--port", "0")
        base = program.read_until(r"Handoff is at (http://\S+)")
        link = program.read_until(r"AWS engineer +Wes Brandt +(http://\S+)")
        program.read_until("^Ctrl-C ends everything")
        assert requests.get(f"{base}/healthz", timeout=10).text == "ok"
        places.append(come_in(link).removeprefix(base))
        assert program.interrupt() == 0
    assert places[0].startswith("/as/aws/setups/")
    assert places[0] == places[1]


def test_serve_says_which_ports_of_the_simulated_clouds_are_taken_and_what_to_do(
    begin: Start, tmp_path: Path
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = other.getsockname()[1]
        (tmp_path / "sandbox-ports.json").write_text(f"[{taken}, 0]")
        program = begin("serve", "--sandbox", "--port", "0")
        program.read_until(f"ports {taken} and 0: .* another program .* delete .*sandbox-ports.json")


def test_the_ports_of_the_simulated_clouds_are_none_that_outgoing_connections_get(tmp_path: Path) -> None:
    http, https = ports.remembered(tmp_path)
    assert http != https
    assert {http // 10_000, https // 10_000} == {2}


def test_serve_says_when_its_port_is_taken(begin: Start) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        program = begin("serve", "--port", str(port))
        assert program.end() == 1
    assert f"Port {port} cannot be used" in program.printed
    assert "Traceback" not in program.printed


def test_sandbox_prints_what_points_an_sdk_at_it(begin: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    program = begin("sandbox", "--port", "0", "--forget")
    for name in ("AWS_ENDPOINT_URL", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_REGION"):
        monkeypatch.setenv(name, program.read_until(rf"export {name}=(\S+)"))
    client = boto3.client("sts", region_name=os.environ["AWS_REGION"])
    assert client.get_caller_identity()["Account"] == aws.ACCOUNT
    client.close()
    assert program.interrupt() == 0


def entry_link(*arguments: str) -> str:
    out = StringIO()
    call_command("entry_link", *arguments, stdout=out)
    return out.getvalue().strip()


def test_entry_link_makes_a_new_link_and_ends_the_old_one(cast: Cast, settings: Any) -> None:
    old = entry_token(cast.asha)
    link = entry_link("ASHA@contoso.example")
    assert link.startswith(f"{settings.PUBLIC_URL}/enter/")
    path = link.removeprefix(settings.PUBLIC_URL)
    assert "Welcome, Asha" in text(Window().get(path))
    assert Window().look("enter", old).status_code == 410


def test_entry_link_makes_the_first_person(db: None, settings: Any) -> None:
    link = entry_link("nora@contoso.example", "--name", "Nora")
    assert Person.objects.get(email="nora@contoso.example").name == "Nora"
    assert "Welcome, Nora" in text(Window().get(link.removeprefix(settings.PUBLIC_URL)))


def test_entry_link_of_nobody_says_what_to_add(db: None) -> None:
    with pytest.raises(CommandError, match="Add --name to make them"):
        entry_link("nobody@contoso.example")
