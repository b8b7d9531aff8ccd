"""Showing where two values differ, so that nobody has to compare ARNs by eye."""

from difflib import SequenceMatcher


def differences(actual: str, expected: str) -> list[tuple[str, bool]]:
    """`actual` in pieces, each with whether it differs from `expected`; "·" stands for what is missing."""
    steps = SequenceMatcher(None, actual, expected, autojunk=False).get_opcodes()
    return [(actual[start:end] or "·", kind != "equal") for kind, start, end, _, _ in steps]


def mark_differences(actual: str, expected: str) -> str:
    """`actual` with brackets around what differs from `expected`; `[·]` marks what is missing.

    >>> mark_differences("anna@x.org", "Anna@x.org")
    '[a]nna@x.org'
    """
    pieces = differences(actual, expected)
    return "".join(f"[{piece}]" if differs else piece for piece, differs in pieces)
