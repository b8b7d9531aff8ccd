"""Everything that can go wrong, as a tree.

    FederationError
      InvalidValue            a value typed, pasted or uploaded is not what it should be
        MetadataError           ... and it was metadata XML
      AnswerRefused           an answer was well formed, but the cloud cannot work with it
      NeedsPerson             only a person can decide how to go on
      CloudError
        CloudUnreachable        retryable
        CloudThrottled          retryable, after the time the cloud asked for
          HeldBack                ... or before it had to ask
        CloudFailed             retryable: the cloud itself reported an internal error
        CloudNotReady           retryable: made, but not there yet
        CredentialsRejected
        PermissionMissing
        AlreadyExists           and it is not ours
        NotFound
        UnexpectedResponse      our bug or theirs

Each has a stable `code`, a sentence of what happened (`message`), a `hint` of what the person does
next, and says itself whether trying again can help.
"""

from federation.sides import Side


class FederationError(Exception):
    """Something a person can be told about. Never carries a secret.

    `retry_after`: seconds until trying again makes sense, None if the error does not know. `item_key`: the
    answer that must be changed, if there is one. `unknown`: whether the call may have had an effect.
    """

    code = "failed"
    hint = "Try again. If it happens again, show the details to whoever runs Handoff."
    retryable = False
    retry_after: float | None = None
    item_key = ""
    unknown = False

    def __init__(self, message: str, *, hint: str = "", owner: Side | None = None, detail: str = "") -> None:
        """`detail` is the cloud's own code, text and request id, folded away on the page."""
        super().__init__(message)
        self.message = message
        self.hint = hint or self.hint
        self.owner = owner
        self.detail = detail


class InvalidValue(FederationError):
    """A value is not what its item expects. Shown beside the field."""

    code = "invalid-value"
    hint = "Correct the value. What was expected stands beside the field."


class MetadataError(InvalidValue):
    """The file or text is not the metadata XML that was expected."""

    code = "invalid-metadata"
    hint = "Download the Federation Metadata XML of this application again and use it unchanged."


class AnswerRefused(FederationError):
    """An answer (`item_key`) is well formed, but does not fit what the cloud holds."""

    code = "answer-refused"
    hint = "Change the answer and look again."

    def __init__(self, item_key: str, message: str, *, hint: str = "", owner: Side | None = None) -> None:
        super().__init__(message, hint=hint, owner=owner)
        self.item_key = item_key


class NeedsPerson(FederationError):
    """Going on alone would be a guess; a person must decide."""

    code = "needs-person"
    hint = "Look at both places named here and decide which one is right."


class CloudError(FederationError):
    """A cloud said no, or nothing. `retry_after` (seconds) and `unknown` replace what the class says."""

    code = "cloud-error"
    hint = "Try again. If it happens again, show the details to the cloud's administrator."

    def __init__(
        self,
        message: str,
        *,
        hint: str = "",
        retry_after: float | None = None,
        unknown: bool | None = None,
        owner: Side | None = None,
        detail: str = "",
    ) -> None:
        super().__init__(message, hint=hint, owner=owner, detail=detail)
        if retry_after is not None:
            self.retry_after = retry_after
        if unknown is not None:
            self.unknown = unknown


class CloudUnreachable(CloudError):
    """No answer, or half of one: it is not known whether the call had an effect, unless it was never sent."""

    code = "cloud-unreachable"
    hint = "Check that this server may reach the cloud's API. Handoff tries again by itself."
    retryable = True
    unknown = True


class CloudThrottled(CloudError):
    """The cloud wants fewer calls, and did nothing. `retry_after` is the pause it named, if any."""

    code = "cloud-throttled"
    hint = "Nothing to do: Handoff waits as long as the cloud asked and goes on by itself."
    retryable = True


class HeldBack(CloudThrottled):
    """Handoff itself did not make the call: others used up what the cloud allows (see `federation.pace`)."""

    code = "held-back"
    hint = "Nothing to do: Handoff spaces out its calls and goes on by itself."


class CloudFailed(CloudError):
    """The cloud reported an error of its own (HTTP 5xx)."""

    code = "cloud-failed"
    hint = "Nothing to do: Handoff tries again by itself. Look at the cloud's status page if it lasts."
    retryable = True
    unknown = True


class CloudNotReady(CloudError):
    """The thing was made but is not usable yet; look again in `retry_after` seconds."""

    code = "cloud-not-ready"
    hint = "Nothing to do: Handoff looks again by itself until it is there."
    retryable = True
    retry_after = 5.0


class CredentialsRejected(CloudError):
    """There are no credentials, or the cloud does not accept them."""

    code = "credentials-rejected"
    hint = "Sign in to the cloud again on the Connect page of this side."


class PermissionMissing(CloudError):
    """The signed-in caller may not make this call; `permission` names the action or scope."""

    code = "permission-missing"
    hint = "Ask the cloud's administrator for the permission named here, then try again."

    def __init__(
        self,
        message: str,
        *,
        permission: str = "",
        hint: str = "",
        owner: Side | None = None,
        detail: str = "",
    ) -> None:
        super().__init__(message, hint=hint, owner=owner, detail=detail)
        self.permission = permission


class AlreadyExists(CloudError):
    """Something with this name is there and carries no marker of this setup."""

    code = "already-exists"
    hint = "Choose another name, or remove the existing one if nobody needs it."


class NotFound(CloudError):
    """Something the record names is not in the cloud."""

    code = "not-found"
    hint = "Somebody removed it, or it was made elsewhere. Run the step that makes it again."


class UnexpectedResponse(CloudError):
    """The cloud answered in a way nobody foresaw."""

    code = "unexpected-response"
    hint = "Show the details to whoever runs Handoff."
