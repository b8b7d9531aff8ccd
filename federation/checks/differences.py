"""Showing where two values differ, so that nobody has to compare ARNs by eye.

Whole segments are marked, because a few equal letters in two ids mean nothing; single letters only where
letter case alone is wrong, which is hard to see otherwise.
"""

import re
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from itertools import groupby
from operator import itemgetter

_SEGMENT = re.compile(r"[^\W_]+|[\W_]")
_PHRASE = re.compile(r"nothing|none|[^\W\d_]+(?: [^\W\d_]+)+")
_ALIKE = 0.5
"""Below this share of equal characters, marks would only say that these are two different values."""

Pieces = list[tuple[str, bool]]


def likeness(one: str, other: str) -> float:
    """How much two values share: 0.0 nothing, 1.0 everything."""
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def differences(actual: str, expected: str) -> Pieces:
    """`actual` in pieces, each with whether it differs from `expected`; "·" stands for what is missing.

    One piece without a mark if the two are alike in too little for marks to help anybody.
    """
    if not actual and expected:
        return [("·", True)]
    if _PHRASE.fullmatch(actual) or _PHRASE.fullmatch(expected) or likeness(actual, expected) < _ALIKE:
        return [(actual, False)]
    pieces = _joined(_compared(_SEGMENT.findall(actual), _SEGMENT.findall(expected)))
    return pieces if len(pieces) > 1 else [(actual, False)]


def mark_differences(actual: str, expected: str) -> str:
    """`actual` with brackets around what differs from `expected`; `[·]` marks what is missing.

    >>> mark_differences("anna@x.org", "Anna@x.org")
    '[a]nna@x.org'
    """
    pieces = differences(actual, expected)
    return "".join(f"[{piece}]" if differs else piece for piece, differs in pieces)


def _compared(actual: list[str], expected: list[str]) -> Iterator[tuple[str, bool]]:
    if _separators(actual) == _separators(expected):
        for mine, theirs in zip(actual, expected, strict=True):
            yield from _pair(mine, theirs)
        return
    for _, start, end, other_start, other_end in SequenceMatcher(
        None, actual, expected, autojunk=False
    ).get_opcodes():
        yield from _pair("".join(actual[start:end]), "".join(expected[other_start:other_end]))


def _separators(segments: list[str]) -> list[str]:
    return ["" if segment.isalnum() else segment for segment in segments]


def _pair(mine: str, theirs: str) -> Iterator[tuple[str, bool]]:
    if len(mine) == len(theirs) and mine.casefold() == theirs.casefold():
        yield from ((one, one != other) for one, other in zip(mine, theirs, strict=True))
    else:
        yield mine or "·", True


def _joined(pieces: Iterable[tuple[str, bool]]) -> Pieces:
    """Neighbours of one kind as one piece; a lone separator between two marked pieces is marked too."""
    merged = _merged(pieces)
    last = len(merged) - 1
    return _merged(
        (text, differs or (0 < place < last and len(text) == 1 and not text.isalnum()))
        for place, (text, differs) in enumerate(merged)
    )


def _merged(pieces: Iterable[tuple[str, bool]]) -> Pieces:
    runs = groupby(pieces, key=itemgetter(1))
    return [("".join(text for text, _ in run), differs) for differs, run in runs]
