"""What a check has to say."""

from dataclasses import asdict, dataclass
from enum import StrEnum

from federation.sides import Side


class Level(StrEnum):
    """How grave a finding is. Only `ERROR` makes a check fail."""

    OK = "ok"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One result of a check, in plain words.

    `code` is stable and kebab-case. `expected` and `actual` are the two values as a person compares
    them. `fix` says what `owner` does next; `step` is the key of the step whose page mends it.
    """

    code: str
    level: Level
    owner: Side
    message: str
    expected: str = ""
    actual: str = ""
    fix: str = ""
    step: str = ""

    @property
    def failed(self) -> bool:
        """Whether this finding alone makes the check fail."""
        return self.level is Level.ERROR

    def as_dict(self) -> dict[str, str]:
        """As the commands print it and the record stores it."""
        return {key: str(value) for key, value in asdict(self).items()}


def compare(
    *, code: str, owner: Side, what: str, expected: str, actual: str, fix: str, step: str = ""
) -> Finding:
    """A finding that is OK exactly when both values are equal, letter case included.

    `what` is a noun phrase that begins the sentence, such as "The reply URL in Entra".
    """
    same = expected == actual
    return Finding(
        code=code,
        level=Level.OK if same else Level.ERROR,
        owner=owner,
        message=f"{what} is as it should be." if same else f"{what} is not what it should be.",
        expected=expected,
        actual=actual,
        fix="" if same else fix,
        step=step,
    )
