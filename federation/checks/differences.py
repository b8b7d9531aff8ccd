"""Showing where two values differ, so that nobody has to compare ARNs by eye."""

from difflib import SequenceMatcher


def mark_differences(actual: str, expected: str) -> str:
    """`actual` with brackets around what differs from `expected`; `[·]` marks what is missing.

    >>> mark_differences("anna@x.org", "Anna@x.org")
    '[a]nna@x.org'
    """
    parts = []
    for kind, start, end, _, _ in SequenceMatcher(None, actual, expected, autojunk=False).get_opcodes():
        piece = actual[start:end]
        parts.append(piece if kind == "equal" else f"[{piece or '·'}]")
    return "".join(parts)
