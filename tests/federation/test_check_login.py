"""`manage.py check_login`: other programs rely on its exit status and its JSON."""

import json
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from federation.checks.captured_file import read_moment
from federation.errors import InvalidValue
from tests.federation.responses import ANNA, INSTANCE, NOW, PROVIDER, ROLE, Sent, metadata_xml, signed_response
from wizard.management.commands.check_login import Command


class Shell:
    """Runs the command as the shell does, on files in a directory of its own."""

    def __init__(self, directory: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.directory, self.capsys = directory, capsys
        self.metadata = self.file("metadata.xml", metadata_xml())
        self.errors = ""

    def file(self, name: str, content: str | bytes) -> str:
        path = self.directory / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return str(path)

    def run(self, *arguments: str) -> tuple[int, str]:
        """Exit status and output of check_login."""
        with pytest.raises(SystemExit) as ended:
            Command().run_from_argv(["manage.py", "check_login", *arguments])
        captured = self.capsys.readouterr()
        self.errors = captured.err
        return int(str(ended.value.code)), captured.out

    def check(self, content: str | bytes, *more: str, now: str = NOW.isoformat()) -> tuple[int, str]:
        """The command with everything right but what `more` says (the last of two equal options counts)."""
        given = ("--metadata", self.metadata, "--role-arn", ROLE, "--provider-arn", PROVIDER, "--now", now)
        return self.run(self.file("captured.txt", content), *given, *more)

    def json(self, content: str | bytes, *more: str) -> tuple[int, dict[str, Any]]:
        status, output = self.check(content, "--json", *more)
        return status, json.loads(output)


@pytest.fixture
def shell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(tmp_path, capsys)


def test_a_good_response_is_accepted_with_status_0(shell: Shell) -> None:
    status, result = shell.json(signed_response(), "--instance-arn", INSTANCE, "--connect-user", ANNA)
    assert (status, result["verdict"]) == (0, "accept")
    assert {finding["level"] for finding in result["findings"]} == {"ok"}


def test_a_bad_response_is_rejected_with_status_1(shell: Shell) -> None:
    status, result = shell.json(signed_response(Sent().claim("Role")))
    assert (status, result["verdict"]) == (1, "reject")
    assert [f["code"] for f in result["findings"] if f["level"] == "error"] == ["role-missing"]


def test_a_finding_has_exactly_the_promised_fields(shell: Shell) -> None:
    _, result = shell.json(signed_response())
    assert set(result) == {"verdict", "findings"}
    for finding in result["findings"]:
        assert list(finding) == ["code", "level", "owner", "message", "expected", "actual", "fix"]


def test_a_connect_user_of_other_letter_case_is_rejected(shell: Shell) -> None:
    status, result = shell.json(signed_response(), "--connect-user", "bert", "--connect-user", ANNA.upper())
    assert status == 1
    wrong = result["findings"][-1]
    assert (wrong["code"], wrong["owner"]) == ("connect-user-case", "aws")
    assert (wrong["expected"], wrong["actual"]) == (ANNA, ANNA.upper())


def test_any_of_several_connect_users_will_do(shell: Shell) -> None:
    assert shell.check(signed_response(), "--connect-user", "bert", "--connect-user", ANNA)[0] == 0


def test_without_json_it_says_the_same_for_people(shell: Shell) -> None:
    status, output = shell.check(signed_response(Sent(audience="nobody")))
    assert status == 1
    assert "error   azure  audience:" in output
    assert "actual: nobody" in output
    assert output.rstrip().endswith("verdict: reject")


def test_without_now_an_old_capture_is_too_old(shell: Shell) -> None:
    status, output = shell.check(signed_response(), now="")
    assert status == 1
    assert "response-too-old" in output


def test_a_form_body_saved_by_powershell_is_read(shell: Shell) -> None:
    form = urlencode({"SAMLResponse": signed_response(), "RelayState": "x"})
    assert shell.check(form.encode("utf-16"))[0] == 0


@pytest.mark.parametrize(
    ("content", "more", "said"),
    [
        ("", (), "empty"),
        ("hello there", (), "no SAML response"),
        (b"\xff\x00\xd8", (), "not text"),
        (signed_response(), ("--now", "yesterday"), "not a time"),
        (signed_response(), ("--role-arn", PROVIDER), "not of an IAM role"),
        (signed_response(), ("--provider-arn", "x"), "not an ARN"),
        (signed_response(), ("--instance-arn", ROLE), "not of an Amazon Connect instance"),
        (signed_response(), ("--metadata", "nowhere.xml"), "nowhere.xml cannot be read: No such file"),
        (signed_response(), ("--metadata", "/"), "cannot be read: Is a directory"),
    ],
    ids=["empty", "text", "bytes", "now", "role", "provider", "instance", "no metadata", "directory"],
)
def test_what_is_unusable_ends_with_status_2_and_a_sentence(
    shell: Shell, content: str | bytes, more: tuple[str, ...], said: str
) -> None:
    status, output = shell.check(content, *more)
    assert (status, output) == (2, "")
    assert said in shell.errors
    assert "Traceback" not in shell.errors


def test_service_provider_metadata_ends_with_status_2(shell: Shell) -> None:
    wrong = shell.file("sp.xml", metadata_xml(role="SPSSODescriptor"))
    assert shell.check(signed_response(), "--metadata", wrong)[0] == 2
    assert "service provider" in shell.errors


def test_metadata_of_20_megabytes_is_not_even_read(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    large = shell.file("large.xml", b" " * 20_000_000)
    monkeypatch.setattr(Path, "read_bytes", lambda path: pytest.fail(f"{path} was read"))
    assert shell.check(signed_response(), "--metadata", large)[0] == 2
    assert "too large" in shell.errors


def test_a_missing_argument_ends_with_status_2(shell: Shell) -> None:
    assert shell.run(shell.metadata, "--metadata", shell.metadata, "--role-arn", ROLE)[0] == 2
    assert "--provider-arn" in shell.errors


def test_a_time_without_a_zone_is_utc_and_none_is_now() -> None:
    assert read_moment("2026-03-02T09:30:00") == NOW
    assert read_moment("2026-03-02T10:30:00+01:00") == NOW
    assert read_moment("").tzinfo is not None
    with pytest.raises(InvalidValue):
        read_moment("2026-13-01")
