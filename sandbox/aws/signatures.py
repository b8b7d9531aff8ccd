"""Signature Version 4, computed again from what arrived, by botocore's own signer."""

import hmac
import re
from datetime import UTC, datetime, timedelta

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from werkzeug.wrappers import Request

_STAMP = "%Y%m%dT%H%M%SZ"
_PARTS = re.compile(r"SignedHeaders=(?P<headers>[^,\s]+),\s*Signature=(?P<signature>[0-9a-f]+)")


def signature_fits(request: Request, *, secret: str, service: str, region: str) -> bool:
    """Whether the request was signed with the secret. For its date see `untimely`."""
    parts = _PARTS.search(request.headers.get("Authorization", ""))
    if parts is None:
        return False
    signed = {name: request.headers.get(name, "") for name in parts["headers"].split(";")}
    arrived = AWSRequest(request.method, _address(request), headers=signed, data=request.get_data())
    arrived.context["timestamp"] = request.headers.get("X-Amz-Date", "")
    signer = SigV4Auth(Credentials("", secret), service, region)
    text = signer.string_to_sign(arrived, signer.canonical_request(arrived))
    return hmac.compare_digest(signer.signature(text, arrived), parts["signature"])


def untimely(request: Request, *, tolerance: timedelta) -> str:
    """AWS's words on a request whose date is too far from its own clock, or "" if it is not.

    By the clock of the machine: the clock of the world is for how things age there, and may be put forward.
    """
    try:
        signed = datetime.strptime(request.headers.get("X-Amz-Date", ""), _STAMP).replace(tzinfo=UTC)
    except ValueError:
        return ""
    now, minutes = datetime.now(UTC), f"{tolerance.total_seconds() / 60:.0f} min."
    if signed < now - tolerance:
        limit = _at(now - tolerance)
        return f"Signature expired: {_at(signed)} is now earlier than {limit} ({_at(now)} - {minutes})"
    if signed > now + tolerance:
        limit = _at(now + tolerance)
        return f"Signature not yet current: {_at(signed)} is still later than {limit} ({_at(now)} + {minutes})"
    return ""


def _at(moment: datetime) -> str:
    return moment.strftime(_STAMP)


def _address(request: Request) -> str:
    """As the client wrote it: percent-encoding takes part in the signature."""
    raw = request.environ.get("REQUEST_URI") or request.root_path + request.full_path.rstrip("?")
    return f"{request.host_url.rstrip('/')}{raw}"
