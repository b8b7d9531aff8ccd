"""Java's classes of characters in patterns (\\p{L}, \\p{M} ...) in words of Python's `re`, which has none."""

import re
import sys
import unicodedata
from functools import cache

_CLASS = re.compile(r"(?P<bracket>\[)|(?P<end>(?<!\\)\])|\\p\{(?P<category>[A-Z])\}")


def java_classes(pattern: str) -> str:
    """The pattern with every class of characters written as ranges. Patterns without one come back as is."""
    if "\\p{" not in pattern:
        return pattern
    inside = False
    done, position = "", 0
    for match in _CLASS.finditer(pattern):
        done += pattern[position : match.start()]
        position = match.end()
        if match["category"]:
            ranges = _ranges()[match["category"]]
            done += ranges if inside else f"[{ranges}]"
        else:
            inside = match["bracket"] is not None
            done += match[0]
    return done + pattern[position:]


@cache
def _ranges() -> dict[str, str]:
    """By the first letter of the Unicode category: what stands between brackets."""
    found: dict[str, list[tuple[int, int]]] = {}
    for number in range(sys.maxunicode + 1):
        runs = found.setdefault(unicodedata.category(chr(number))[0], [])
        if runs and runs[-1][1] == number - 1:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    return {category: "".join(_range(*run) for run in runs) for category, runs in found.items()}


def _range(first: int, last: int) -> str:
    return f"\\U{first:08x}" if first == last else f"\\U{first:08x}-\\U{last:08x}"
