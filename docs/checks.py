"""Prints docs/checks.md from the registry of checks: python docs/checks.py > docs/checks.md"""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
HEAD = """# What the login check looks at

Every failure has an owner, an expected and an actual value, and a next action. The login counts as proven
only when both rungs found nothing wrong. This page is made by `python docs/checks.py > docs/checks.md`.
"""
RUNGS = {
    1: "Agreement: both clouds are read back, and nothing is changed",
    4: "The real thing: a response meant for AWS is walked through AWS's rules, then AWS itself is asked",
}


def render() -> str:
    """The whole page."""
    sys.path.insert(0, str(ROOT))
    from federation.checks.registry import CHECKS

    parts = [HEAD]
    for rung, title in RUNGS.items():
        rows = [f"| {c.title} | `{c.key}` | {c.description} |" for c in CHECKS if c.rung == rung]
        parts.append(
            "\n".join((f"## {title}\n", "| Check | Key | What it looks at |", "|---|---|---|", *rows, ""))
        )
    return "\n".join(parts)


if __name__ == "__main__":
    print(render(), end="")
