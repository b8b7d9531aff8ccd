"""One rule of the clouds, and the two tests that hold the sandbox to it."""

from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True)
class Probe:
    """A rule, where it comes from, a test that meets the refusal and one that gets through.

    `rule` is a sentence; if the cloud answers with an error, then ": ", its code (or the status of a page)
    and its text between “ and ”, with … for what differs from call to call. `source` is the section of
    the project's facts. The tests are named as pytest does, beneath tests/sandbox; one test may do both.
    """

    rule: str
    source: str
    refused_by: str
    accepted_by: str

    @cached_property
    def code(self) -> str:
        """The code the refusal comes with, or "" """
        return self.rule.partition(": ")[2].partition("“")[0].strip()

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """What is always the same in the text of the refusal."""
        text = self.rule.partition("“")[2].rpartition("”")[0]
        return tuple(piece.strip() for piece in text.split("…") if piece.strip())
