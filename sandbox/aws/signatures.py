"""Signature Version 4, computed again from what arrived, by botocore's own signer."""

import hmac
import re

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from werkzeug.wrappers import Request

_PARTS = re.compile(r"SignedHeaders=(?P<headers>[^,\s]+),\s*Signature=(?P<signature>[0-9a-f]+)")


def signature_fits(request: Request, *, secret: str, service: str, region: str) -> bool:
    """Whether the request was signed with the secret. The date is not compared with the clock."""
    parts = _PARTS.search(request.headers.get("Authorization", ""))
    if parts is None:
        return False
    signed = {name: request.headers.get(name, "") for name in parts["headers"].split(";")}
    arrived = AWSRequest(request.method, _address(request), headers=signed, data=request.get_data())
    arrived.context["timestamp"] = request.headers.get("X-Amz-Date", "")
    signer = SigV4Auth(Credentials("", secret), service, region)
    text = signer.string_to_sign(arrived, signer.canonical_request(arrived))
    return hmac.compare_digest(signer.signature(text, arrived), parts["signature"])


def _address(request: Request) -> str:
    """As the client wrote it: percent-encoding takes part in the signature."""
    raw = request.environ.get("REQUEST_URI") or request.root_path + request.full_path.rstrip("?")
    return f"{request.host_url.rstrip('/')}{raw}"
