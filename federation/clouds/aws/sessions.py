"""How boto3 is set up for every call of ours."""

import logging
from typing import Any

import boto3
import botocore.session
from botocore.config import Config
from botocore.exceptions import IncompleteReadError
from botocore.loaders import create_loader

CONNECT_SECONDS = 5
READ_SECONDS = 30

PATIENT = Config(
    retries={"mode": "standard", "total_max_attempts": 3},
    connect_timeout=CONNECT_SECONDS,
    read_timeout=READ_SECONDS,
)
"""For reads and writes that may be repeated. Explicit, because botocore's default changed between releases."""

ONCE = Config(
    retries={"mode": "standard", "total_max_attempts": 1},
    connect_timeout=CONNECT_SECONDS,
    read_timeout=READ_SECONDS,
)
"""For creates: after an unknown outcome the next attempt must look first, so botocore may not repeat it."""


# Reading the service models takes longer than anything else here and fills memory. They never change, so
# all sessions share one reader of them; everything else a session has is its own.
_MODELS = create_loader()


def _refuse_half(response_dict: dict[str, Any], **_: Any) -> None:
    """Of an answer that broke off botocore makes an empty one where it is JSON: no users, no instances."""
    body, length = response_dict.get("body"), response_dict["headers"].get("content-length", "")
    if isinstance(body, bytes) and length.isdecimal() and len(body) < int(length):
        raise IncompleteReadError(actual_bytes=len(body), expected_bytes=int(length))


def new_session(*, profile: str = "", region: str = "") -> boto3.Session:
    """A boto3 session. Raises botocore's ProfileNotFound for an unknown profile."""
    # At DEBUG botocore logs whole requests and answers: assertions, session tokens, secret keys.
    logger = logging.getLogger("botocore")
    if logger.isEnabledFor(logging.DEBUG):
        logger.setLevel(logging.INFO)
    inner = botocore.session.get_session()
    inner.register_component("data_loader", _MODELS)
    if profile:
        inner.set_config_variable("profile", profile)
        inner.get_scoped_config()
    session = boto3.Session(botocore_session=inner, region_name=region or None)
    session.events.register("before-parse", _refuse_half)
    # Every boto3 session adds its own directory to the reader's paths.
    _MODELS.search_paths[:] = dict.fromkeys(_MODELS.search_paths)
    return session
