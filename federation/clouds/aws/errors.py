"""Where every error of botocore ends and becomes one of ours."""

from collections.abc import Iterator
from contextlib import contextmanager

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    CredentialRetrievalError,
    HTTPClientError,
    IncompleteReadError,
    LoginError,
    LoginRefreshRequired,
    NoAuthTokenError,
    NoCredentialsError,
    ParamValidationError,
    PartialCredentialsError,
    ProfileNotFound,
    RefreshWithMFAUnsupportedError,
    SSOError,
    TokenRetrievalError,
    UnauthorizedSSOTokenError,
)
from botocore.exceptions import (
    ConnectionError as BotoConnectionError,
)
from botocore.parsers import ResponseParserError

from federation.clouds.aws.refusals import sign_in_ended, translate
from federation.errors import CloudUnreachable, CredentialsRejected, UnexpectedResponse
from federation.sides import Side

_NO_CREDENTIALS = (
    CredentialRetrievalError,
    LoginError,
    LoginRefreshRequired,
    NoAuthTokenError,
    NoCredentialsError,
    PartialCredentialsError,
    ProfileNotFound,
    RefreshWithMFAUnsupportedError,
    SSOError,
    TokenRetrievalError,
)
_EXPIRED = (LoginRefreshRequired, TokenRetrievalError, UnauthorizedSSOTokenError)
"""Somebody signed in on this server with AWS's command line, and that sign-in has ended."""


@contextmanager
def calling_aws(action: str) -> Iterator[None]:
    """Make one call (or read all its pages); `action` is its name in IAM, such as "iam:CreateRole".

    Raises only errors of federation.errors, with AWS as the owner.
    """
    try:
        yield
    except ClientError as error:
        raise translate(error, action) from error
    except _EXPIRED as error:
        raise sign_in_ended(detail=_named(error)) from error
    except _NO_CREDENTIALS as error:
        raise CredentialsRejected(
            "This server has no AWS credentials it could use.",
            hint="Give the server credentials (an instance role, variables or a profile), or sign the "
            "profile in again, then try again.",
            owner=Side.AWS,
            detail=_named(error),
        ) from error
    except (BotoConnectionError, HTTPClientError) as error:
        raise CloudUnreachable(
            f"AWS did not answer the call {action}.", owner=Side.AWS, detail=_named(error)
        ) from error
    except IncompleteReadError as error:
        # What it would have said is not known; the next attempt looks first.
        raise CloudUnreachable(
            f"The answer of AWS to {action} broke off.", owner=Side.AWS, detail=_named(error)
        ) from error
    except ParamValidationError:
        # Its text may repeat the values, so it goes nowhere; its type says enough.
        raise UnexpectedResponse(
            f"Handoff put together a call {action} that AWS's own rules forbid.", owner=Side.AWS
        ) from None
    except (BotoCoreError, ResponseParserError) as error:
        raise UnexpectedResponse(
            f"The answer of AWS to {action} could not be read.", owner=Side.AWS, detail=_named(error)
        ) from error


def _named(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"
