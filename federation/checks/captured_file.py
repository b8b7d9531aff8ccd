"""The offline part of the login check, on files: what `manage.py check_login` prints."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from federation import values
from federation.checks.expected import Expected
from federation.checks.response_checks import check_response, verdict
from federation.errors import InvalidValue
from federation.findings import Finding
from federation.saml.capture import MAX_CAPTURE, read_capture
from federation.saml.metadata import MAX_METADATA_BYTES, read_metadata
from federation.saml.response import read_response
from federation.saml.xml import decode_text


def check_files(
    capture: Path,
    *,
    metadata: Path,
    role_arn: str,
    provider_arn: str,
    instance_arn: str | None = None,
    connect_users: Sequence[str] = (),
    now: str = "",
) -> tuple[Finding, ...]:
    """Walk AWS's rules over the response in a file. `now` is ISO 8601 (UTC if it names no zone), "" is now.

    Without `connect_users` the user is not compared. Raises InvalidValue if anything given is unusable.
    """
    expected = Expected(
        metadata=read_metadata(_read(metadata, MAX_METADATA_BYTES)),
        role_arn=values.role_arn(role_arn),
        provider_arn=values.provider_arn(provider_arn),
        instance_arn=values.instance_arn(instance_arn) if instance_arn is not None else None,
        connect_users=tuple(connect_users) or None,
        now=read_moment(now),
    )
    captured = read_capture(decode_text(_read(capture, MAX_CAPTURE), refusal=InvalidValue))
    response = read_response(captured.saml_response_base64, expected.metadata.certificates)
    return check_response(response, expected)


def report(findings: Sequence[Finding]) -> dict[str, Any]:
    """The stable form other programs read: verdict and findings."""
    keys = ("code", "level", "owner", "message", "expected", "actual", "fix")
    rows = [finding.as_dict() for finding in findings]
    return {"verdict": verdict(findings), "findings": [{key: row[key] for key in keys} for row in rows]}


def read_moment(text: str) -> datetime:
    """An ISO 8601 time, timezone-aware; "" is now. Raises InvalidValue."""
    if not text:
        return datetime.now(UTC)
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError as error:
        raise InvalidValue(f"“{text}” is not a time. Expected one such as 2026-03-02T09:30:00Z.") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _read(path: Path, most: int) -> bytes:
    try:
        if path.stat().st_size > most:
            raise InvalidValue(f"{path} is too large: {most:,} bytes at most.")
        return path.read_bytes()
    except OSError as error:
        raise InvalidValue(f"{path} cannot be read: {error.strerror}.") from error
