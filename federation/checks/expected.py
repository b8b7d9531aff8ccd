"""What a response is compared with."""

from dataclasses import dataclass, field
from datetime import datetime

from federation.saml.metadata import IdpMetadata


@dataclass(frozen=True, kw_only=True)
class Expected:
    """What the handoff record (or the command line) says a login must look like.

    `now` is timezone-aware. None means that the value is not known, so nothing is compared with it:
    `connect_users` are the user names of the instance, `reply_url` the one address Entra may post to,
    `max_session_duration` the role's limit in seconds.
    """

    metadata: IdpMetadata = field(repr=False)
    role_arn: str
    provider_arn: str
    now: datetime
    instance_arn: str | None = None
    connect_users: tuple[str, ...] | None = None
    reply_url: str | None = None
    max_session_duration: int | None = None

    @property
    def role_value(self) -> str:
        """What the Role claim must say: role ARN, comma, provider ARN, no space (IAM user guide)."""
        return f"{self.role_arn},{self.provider_arn}"
