"""Killing a worker at a chosen instant, without killing the process the test runs in.

A worker can die before and after everything that leaves it: a call to a cloud, an intent, the record. Each
of these is an instant, numbered in the order in which they come.
"""

import functools
import inspect
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any
from unittest import mock

import botocore.httpsession
import httpx
import requests.adapters

from wizard import runner
from wizard.ledger import RunLedger

CALLS = (
    (botocore.httpsession.URLLib3Session, "send"),
    (httpx.AsyncHTTPTransport, "handle_async_request"),
    (requests.adapters.HTTPAdapter, "send"),
)
"""Where calls leave the SDKs: boto3's, msgraph-sdk's, msal's and the metadata download's."""

WRITES: tuple[tuple[Any, str], ...] = (
    (RunLedger, "begin"),
    (RunLedger, "end"),
    (runner, "_put_on_record"),
)
"""Where a worker commits: the intent, its end, the record."""


class Killed(BaseException):
    """The worker is gone. No `except Exception` sees it, as none would see a SIGKILL."""


@dataclass
class Instants:
    """Counts the instants a run passes, and ends it at the one that was chosen (0: at none)."""

    fatal: int = 0
    passed: list[str] = field(default_factory=list)

    def pass_by(self, name: str) -> None:
        """One more instant. Raises Killed at the fatal one."""
        self.passed.append(name)
        if len(self.passed) == self.fatal:
            raise Killed(name)


@contextmanager
def watching(instants: Instants) -> Iterator[Instants]:
    """Everything that leaves a worker passes two instants: before it and after it."""
    with ExitStack() as patched:
        for owner, name in (*CALLS, *WRITES):
            original = getattr(owner, name)
            wrap = _around_async if inspect.iscoroutinefunction(original) else _around
            patched.enter_context(mock.patch.object(owner, name, wrap(original, name, instants)))
        yield instants


def _around(original: Callable[..., Any], name: str, instants: Instants) -> Callable[..., Any]:
    @functools.wraps(original)
    def call(*args: Any, **kwargs: Any) -> Any:
        instants.pass_by(f"before {name}")
        result = original(*args, **kwargs)
        instants.pass_by(f"after {name}")
        return result

    return call


def _around_async(original: Callable[..., Any], name: str, instants: Instants) -> Callable[..., Any]:
    @functools.wraps(original)
    async def call(*args: Any, **kwargs: Any) -> Any:
        instants.pass_by(f"before {name}")
        result = await original(*args, **kwargs)
        instants.pass_by(f"after {name}")
        return result

    return call
