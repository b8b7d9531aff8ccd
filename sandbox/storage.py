"""The world on disk: a file that is written anew, and a log for what only comes and goes."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sandbox.rows import Table

FLEETING = ("sts.sessions", "sts.console_sessions", "sts.assertions")
"""Tables whose rows are made and deleted, but never changed. Every sign-in adds to them, so that writing
all of them each time would make every sign-in slower than the one before."""


VERSION = 2
"""Of what the rows hold. Raise it when a handler relies on something that kept rows may lack."""


class OtherVersion(Exception):
    """What is kept was written by another version of the sandbox."""


class Storage:
    """Keeps tables at `path`, and the fleeting ones in a log of JSON lines beside it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._log = path.with_suffix(".log")
        self._written = ""
        self._known: dict[str, set[str]] = {name: set() for name in FLEETING}

    def load(self) -> dict[str, Table]:
        """What is kept; nothing if nothing is. Shortens the log to what still counts. Raises OtherVersion."""
        tables = self._read_tables()
        fleeting = self._read_log()
        self._known = {name: set(rows) for name, rows in fleeting.items()}
        if self._log.exists():
            _replace(self._log, "".join(_line(name, key, row) for name, key, row in _rows(fleeting)))
        return tables | {name: rows for name, rows in fleeting.items() if rows}

    def save(self, tables: Mapping[str, Table]) -> None:
        """Have everything on disk when this returns. The tables beside the log are replaced atomically."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._append(tables)
        kept = {name: rows for name, rows in tables.items() if name not in self._known}
        text = json.dumps({"version": VERSION, "tables": kept})
        if text != self._written:
            _replace(self._path, text)
            self._written = text

    def _read_tables(self) -> dict[str, Table]:
        if not self._path.exists():
            return {}
        kept = json.loads(self._path.read_text())
        if kept.get("version") != VERSION:
            raise OtherVersion(
                f"The simulated clouds kept in {self._path} were made by another version of Handoff. "
                "Delete that file to start over with fresh ones."
            )
        tables: dict[str, Table] = kept["tables"]
        return tables

    def _append(self, tables: Mapping[str, Table]) -> None:
        lines: list[str] = []
        for name, known in self._known.items():
            rows = tables.get(name, {})
            made, gone = rows.keys() - known, known - rows.keys()
            lines += [_line(name, key, rows[key]) for key in made]
            lines += [_line(name, key, None) for key in gone]
            known.update(made)
            known.difference_update(gone)
        if lines:
            with self._log.open("a") as log:
                log.write("".join(lines))

    def _read_log(self) -> dict[str, Table]:
        found: dict[str, Table] = {name: {} for name in FLEETING}
        for line in self._log.read_text().splitlines(keepends=True) if self._log.exists() else ():
            if not line.endswith("\n"):
                break  # the machine went down while it was written
            name, key, row = json.loads(line)
            if row is None:
                found[name].pop(key, None)
            else:
                found[name][key] = row
        return found


def _rows(tables: Mapping[str, Table]) -> list[tuple[str, str, Any]]:
    return [(name, key, row) for name, rows in tables.items() for key, row in rows.items()]


def _line(name: str, key: str, row: Any) -> str:
    return json.dumps([name, key, row]) + "\n"


def _replace(path: Path, text: str) -> None:
    beside = path.with_suffix(f"{path.suffix}.new")
    beside.write_text(text)
    beside.replace(path)
