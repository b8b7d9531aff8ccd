"""A form as it goes back to the page: what was typed, and what is wrong with it."""

from dataclasses import dataclass, field


@dataclass
class Form:
    """Both by field name."""

    typed: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)


def is_count(text: str, *, least: int, most: int) -> bool:
    """Whether a text is a whole number in these bounds."""
    return text.isascii() and text.isdigit() and len(text) < 12 and least <= int(text) <= most
