"""How boto3 is set up for every call of ours."""

import logging

import boto3
from botocore.config import Config

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


def new_session(*, profile: str = "", region: str = "") -> boto3.Session:
    """A boto3 session. Raises botocore's ProfileNotFound for an unknown profile."""
    # At DEBUG botocore logs whole requests and answers: assertions, session tokens, secret keys.
    logger = logging.getLogger("botocore")
    logger.setLevel(max(logging.INFO, logger.level))
    return boto3.Session(profile_name=profile or None, region_name=region or None)
