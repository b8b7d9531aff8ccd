"""docs/faults.md: every row of the fault matrix has tests that exist, or a reason."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROWS = dict(
    re.findall(r"^\| (F\d\d) \| [^|]+ \| ([^|]+) \|$", (ROOT / "docs/faults.md").read_text(), re.MULTILINE)
)
MATRIX = [f"F{number:02}" for number in range(1, 35)]
SHORTEST_REASON = 40


def missing(told: str) -> list[str]:
    """What a row refers to and is not there."""
    found = re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", told)
    if not found:
        reason = told.removeprefix("Not shown")
        return [] if reason != told and len(reason) > SHORTEST_REASON else ["neither a test nor a reason"]
    return [f"{path}::{name}" for path, name in found if not _is_there(path, name)]


def _is_there(path: str, name: str) -> bool:
    file = ROOT / path
    return file.exists() and (f"def {name}(" if name else "def test_") in file.read_text()


def test_the_table_has_every_row_once() -> None:
    assert list(ROWS) == MATRIX


@pytest.mark.parametrize("row", MATRIX)
def test_each_row_has_tests_that_exist_or_a_reason(row: str) -> None:
    assert missing(ROWS[row]) == []


@pytest.mark.parametrize(
    "told",
    ["", "Not shown", "`tests/faults/test_nothing.py`", "`tests/faults/test_fault_table.py::test_nothing`"],
)
def test_a_row_without_either_is_seen(told: str) -> None:
    assert missing(told)
