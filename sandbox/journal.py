"""What was called, in order, and what was answered."""

from collections import Counter, deque
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Call:
    """One request.

    `cloud` is "aws" or "entra", `status` the HTTP status sent, `code` the error code of a refusal. `client`
    is the program as its User-Agent says, `caller` who it acts for; `fault` what it met on purpose.
    """

    at: datetime
    cloud: str
    operation: str
    status: int
    milliseconds: float
    code: str = ""
    client: str = ""
    caller: str = ""
    fault: str = ""


class Journal:
    """The newest calls, and how many there were of each kind since the start."""

    def __init__(self, keep: int = 2000) -> None:
        self.calls: deque[Call] = deque(maxlen=keep)
        self.counts: Counter[str] = Counter()

    def write(self, call: Call) -> None:
        """Add a call."""
        self.calls.append(call)
        self.counts[call.cloud] += 1

    def clear(self) -> None:
        """Forget the calls; the counts stay."""
        self.calls.clear()


_PROGRAMS = (
    ("aws-cli/", "AWS CLI"),
    ("Boto3/", "boto3"),
    ("Botocore/", "botocore"),
    ("Mozilla/", "browser"),
    ("python-requests/", "requests"),
    ("python-httpx/", "httpx"),
    ("curl/", "curl"),
)


def client_name(user_agent: str, *, sdk: str = "") -> str:
    """A readable name of a client with its version. `sdk` is the name the client gives itself in a header
    of its own (Graph SDKs: SdkVersion, msal: x-client-SKU)."""
    if sdk:
        return sdk
    for mark, name in _PROGRAMS:
        if mark in user_agent:
            version = user_agent.partition(mark)[2].split(" ")[0]
            return f"{name} {version}" if name != "browser" else name
    return user_agent.split(" ", maxsplit=1)[0]
