"""How boto3 is set up for every call of ours."""

import json
import logging
from typing import Any

import boto3
import botocore.session
from botocore.awsrequest import AWSResponse
from botocore.config import Config
from botocore.loaders import create_loader
from botocore.model import OperationModel
from botocore.parsers import ResponseParserError

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
    inner.register("after-call", _whole, unique_id="handoff-whole-answers")
    session = boto3.Session(botocore_session=inner, region_name=region or None)
    # Every boto3 session adds its own directory to the reader's paths.
    _MODELS.search_paths[:] = dict.fromkeys(_MODELS.search_paths)
    return session


def _whole(**event: Any) -> None:
    """Raise ResponseParserError for JSON that breaks off: botocore itself takes it for an answer without
    members, so that a call that had its effect would look like a bug of ours."""
    http_response: AWSResponse = event["http_response"]
    model: OperationModel = event["model"]
    speaks_json = "json" in str(model.service_model.metadata.get("protocol"))
    if http_response.status_code >= 300 or not speaks_json or not http_response.content:
        return
    try:
        json.loads(http_response.content)
    except ValueError as error:
        raise ResponseParserError(f"The answer to {model.name} breaks off.") from error
