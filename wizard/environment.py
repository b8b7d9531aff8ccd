"""Typed readers of environment variables. Any variable may come from a file: NAME_FILE names it."""

import math
import os
import secrets
import tempfile
from contextlib import suppress
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured


def text(name: str, default: str = "") -> str:
    """The variable, or the trimmed content of the file NAME_FILE names, or the default."""
    path = os.environ.get(f"{name}_FILE")
    if path:
        return Path(path).read_text().strip()
    return os.environ.get(name, default)


def flag(name: str, *, default: bool) -> bool:
    """true/false, yes/no, on/off, 1/0. Raises ImproperlyConfigured for anything else."""
    raw = text(name).lower()
    if not raw:
        return default
    if raw not in {"true", "yes", "on", "1", "false", "no", "off", "0"}:
        raise ImproperlyConfigured(f"{name} must be true or false, but is {raw!r}.")
    return raw in {"true", "yes", "on", "1"}


def number(name: str, default: float) -> float:
    """A number above zero. Raises ImproperlyConfigured for anything else."""
    raw = text(name)
    if not raw:
        return default
    try:
        value = float(raw)
    except ValueError:
        value = math.nan
    if not 0 < value < math.inf:
        raise ImproperlyConfigured(f"{name} must be a number above 0, but is {raw!r}.")
    return value


def words(name: str) -> list[str]:
    """A list separated by commas."""
    return [word.strip() for word in text(name).split(",") if word.strip()]


def kept_secret(name: str, *, keep_in: Path | None) -> str:
    """A secret from the environment, else one made on first use and kept in a file only we can read.

    With `keep_in` None there is no place to keep one (several machines share the work), so a missing
    secret raises ImproperlyConfigured.
    """
    value = text(name)
    if value:
        return value
    if keep_in is None:
        raise ImproperlyConfigured(f"{name} must be set when DATABASE_URL is. See .env.example.")
    path = keep_in / name.lower()
    if not path.exists():
        keep_in.mkdir(parents=True, exist_ok=True)
        _write_once(path, secrets.token_urlsafe(48))
    return path.read_text().strip()


def _write_once(path: Path, value: str) -> None:
    """Make the file whole or not at all; of two processes that start at once, the first one's stays."""
    descriptor, beside = tempfile.mkstemp(dir=path.parent)  # only we can read it
    with os.fdopen(descriptor, "w") as file:
        file.write(value)
    with suppress(FileExistsError):
        os.link(beside, path)
    Path(beside).unlink()
