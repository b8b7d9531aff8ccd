"""Where every error of botocore ends and becomes one of ours."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectTimeoutError,
    CredentialRetrievalError,
    EndpointConnectionError,
    HTTPClientError,
    IncompleteReadError,
    LoginError,
    LoginRefreshRequired,
    NoAuthTokenError,
    NoCredentialsError,
    ParamValidationError,
    PartialCredentialsError,
    ProfileNotFound,
    ProxyConnectionError,
    RefreshWithMFAUnsupportedError,
    SSLError,
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

_NEVER_SENT = (EndpointConnectionError, ConnectTimeoutError, ProxyConnectionError)
"""No name, no connection, no proxy: the last call certainly had no effect."""


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
            f"AWS did not answer the call {action}.",
            unknown=not _never_sent(error),
            owner=Side.AWS,
            detail=_named(error),
        ) from error
    except (IncompleteReadError, ResponseParserError) as error:
        # Half an answer, or a gateway's page: whether the call had an effect is not known.
        raise CloudUnreachable(
            f"The answer of AWS to {action} could not be read.", owner=Side.AWS, detail=_named(error)
        ) from error
    except ParamValidationError:
        # Its text may repeat the values, so it goes nowhere; its type says enough.
        raise UnexpectedResponse(
            f"Handoff put together a call {action} that AWS's own rules forbid.", owner=Side.AWS
        ) from None
    except BotoCoreError as error:
        raise UnexpectedResponse(
            f"The answer of AWS to {action} could not be read.", owner=Side.AWS, detail=_named(error)
        ) from error


def _named(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"


def _never_sent(error: BaseException) -> bool:
    """Whether the connection was never made; the whole story only of calls that are sent once (`ONCE`).

    botocore calls every trouble with TLS an SSLError, also a connection that broke off after the call was
    sent; so only a certificate that was refused counts.
    """
    if isinstance(error, _NEVER_SENT):
        return True
    return isinstance(error, SSLError) and any(
        isinstance(e, ssl.SSLCertVerificationError) for e in _chain(error)
    )


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: BaseException | None = error
    while seen is not None:
        yield seen
        yield from (part for part in seen.args if isinstance(part, BaseException))
        seen = seen.__cause__ or seen.__context__
