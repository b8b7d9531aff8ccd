"""Every login check in one list, for pages and for the documentation."""

from typing import NamedTuple

from federation.checks.response_checks import RESPONSE_CHECKS


class CheckInfo(NamedTuple):
    """One check: on which rung of the ladder (1 agreement, 4 the real thing), and what it looks at."""

    key: str
    title: str
    rung: int
    description: str


CHECKS: tuple[CheckInfo, ...] = (
    CheckInfo("clouds", "Both clouds", 1, "Every step reads its cloud back and compares it with the record."),
    CheckInfo("halves", "Both halves", 1, "Values one side gives fit those of the other side."),
    *(CheckInfo(rule.key, rule.title, 4, rule.description) for rule in RESPONSE_CHECKS),
    CheckInfo("redemption", "Redemption", 4, "AWS takes the response, and Connect opens for the user."),
)
