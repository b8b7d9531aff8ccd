"""Settings come from variables or files; what is wrong is said loudly, and secrets are made once."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from wizard import environment


def test_a_variable_may_come_from_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "secret"
    file.write_text("from the file\n")
    monkeypatch.setenv("GREETING", "from the variable")
    assert environment.text("GREETING") == "from the variable"
    monkeypatch.setenv("GREETING_FILE", str(file))
    assert environment.text("GREETING") == "from the file"


@pytest.mark.parametrize(("raw", "value"), [("", True), ("yes", True), ("TRUE", True), ("0", False)])
def test_a_flag_is_read(monkeypatch: pytest.MonkeyPatch, raw: str, value: bool) -> None:
    monkeypatch.setenv("FLAG", raw)
    assert environment.flag("FLAG", default=True) is value


def test_a_flag_that_is_neither_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FLAG", "maybe")
    with pytest.raises(ImproperlyConfigured, match="FLAG must be true or false, but is 'maybe'"):
        environment.flag("FLAG", default=False)


def test_words_are_separated_by_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOSTS", "one.example, two.example,,")
    assert environment.words("HOSTS") == ["one.example", "two.example"]


def test_a_secret_is_made_once_and_only_we_can_read_it(tmp_path: Path) -> None:
    first = environment.kept_secret("NEW_SECRET", keep_in=tmp_path / "state")
    assert environment.kept_secret("NEW_SECRET", keep_in=tmp_path / "state") == first
    (file,) = (tmp_path / "state").iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert len(first) >= 48


def test_processes_that_start_at_once_share_one_secret(tmp_path: Path) -> None:
    with ThreadPoolExecutor(16) as pool:
        found = set(pool.map(lambda _: environment.kept_secret("NEW_SECRET", keep_in=tmp_path), range(64)))
    assert len(found) == 1
    assert [file.name for file in tmp_path.iterdir()] == ["new_secret"]


def test_a_process_that_comes_second_takes_the_secret_of_the_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def overtaken(_: int) -> str:
        (tmp_path / "new_secret").write_text("theirs")
        return "ours"

    monkeypatch.setattr("secrets.token_urlsafe", overtaken)
    assert environment.kept_secret("NEW_SECRET", keep_in=tmp_path) == "theirs"


def test_where_several_machines_share_the_work_a_missing_secret_is_an_error() -> None:
    with pytest.raises(ImproperlyConfigured, match="NEW_SECRET must be set when DATABASE_URL is"):
        environment.kept_secret("NEW_SECRET", keep_in=None)


def test_a_secret_of_the_environment_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEW_SECRET", "given")
    assert environment.kept_secret("NEW_SECRET", keep_in=tmp_path) == "given"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("typed", "value"), [("", 90.0), ("5", 5.0), ("0.5", 0.5)])
def test_a_number_is_read(monkeypatch: pytest.MonkeyPatch, typed: str, value: float) -> None:
    monkeypatch.setenv("NUMBER", typed)
    assert environment.number("NUMBER", 90) == value


@pytest.mark.parametrize("typed", ["0", "-1", "soon", "nan", "inf"])
def test_what_is_no_number_above_zero_stops_the_start(monkeypatch: pytest.MonkeyPatch, typed: str) -> None:
    monkeypatch.setenv("NUMBER", typed)
    with pytest.raises(ImproperlyConfigured, match="NUMBER must be a number above 0"):
        environment.number("NUMBER", 90)
