"""Named profiles of this server's AWS configuration."""

import boto3
from botocore.exceptions import (
    ConfigNotFound,
    ConfigParseError,
    CredentialRetrievalError,
    InvalidConfigError,
    LoginRefreshRequired,
    LoginTokenLoadError,
    PartialCredentialsError,
    ProfileNotFound,
    SSOTokenLoadError,
    TokenRetrievalError,
    UnauthorizedSSOTokenError,
)

from federation.clouds.aws.errors import calling_aws
from federation.clouds.aws.refusals import sign_in_ended
from federation.clouds.aws.sessions import new_session
from federation.errors import AnswerRefused, CredentialsRejected
from federation.items import AWS_PROFILE
from federation.sides import Side

_INCOMPLETE = (ConfigNotFound, ConfigParseError, InvalidConfigError, PartialCredentialsError)
_NOT_SIGNED_IN = (LoginTokenLoadError, SSOTokenLoadError)
_SIGN_IN_ENDED = (LoginRefreshRequired, TokenRetrievalError, UnauthorizedSSOTokenError)
_OTHER_PROFILE = (
    "Enter a name from ~/.aws/config of this server (aws configure list-profiles lists them), or choose the "
    "credentials this server already has."
)


class ProfileRefused(AnswerRefused, CredentialsRejected):
    """Handoff cannot sign in with the profile that was named."""

    code = "profile-refused"

    def __init__(self, message: str, *, hint: str) -> None:
        super().__init__(AWS_PROFILE.key, message, hint=hint, owner=Side.AWS)


def open_profile(name: str, *, region: str) -> boto3.Session:
    """A session with the credentials of this profile, fetched anew if they have to be.

    Raises ProfileRefused if it is unknown, incomplete or empty, CredentialsRejected if its sign-in has ended.
    """
    with calling_aws("sts:AssumeRole"):
        try:
            return _with_credentials(name, region)
        except ProfileNotFound as error:
            raise ProfileRefused(f"This server has no profile “{name}”.", hint=_OTHER_PROFILE) from error
        except _INCOMPLETE as error:
            raise ProfileRefused(
                f"The profile “{name}” cannot be used: {str(error).rstrip('.')}.",
                hint="Mend it in ~/.aws/config of this server, or enter another profile.",
            ) from error
        except CredentialRetrievalError as error:
            # What the profile's own program printed may hold anything, so it is not repeated.
            raise ProfileRefused(
                f"The program that the profile “{name}” names gave no credentials.",
                hint="Try its credential_process on this server, or enter another profile.",
            ) from error
        except (*_NOT_SIGNED_IN, *_SIGN_IN_ENDED) as error:
            raise sign_in_ended(
                profile=name, never=isinstance(error, _NOT_SIGNED_IN), detail=f"{type(error).__name__}: {error}"
            ) from error


def _with_credentials(name: str, region: str) -> boto3.Session:
    session = new_session(profile=name, region=region)
    credentials = session.get_credentials()
    if credentials is None:
        raise ProfileRefused(
            f"The profile “{name}” of this server has no credentials.",
            hint=f"Give it some on this server (aws configure --profile {name}, or aws sso login --profile "
            f"{name}), or enter another profile.",
        )
    # What has to be fetched is fetched now: here it is still known whose credentials these are.
    credentials.get_frozen_credentials()
    return session
