"""How boto3 is set up for every call of ours."""

import logging

import boto3
import botocore.session
from botocore.config import Config
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
    # Every boto3 session adds its own directory to the reader's paths.
    _MODELS.search_paths[:] = dict.fromkeys(_MODELS.search_paths)
    return session
