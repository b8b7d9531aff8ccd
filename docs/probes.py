"""Prints docs/probes.md from the probe list: python docs/probes.py > docs/probes.md"""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
HEAD = """# What the sandbox refuses, rule by rule

For each rule one test in which the sandbox refuses, with the real cloud's code and text, and one in which it
accepts. Both stand in `tests/sandbox`; where they are the same, that test does both. … stands for what
differs from call to call. Where no text is public, it is the sandbox's own, and its place in `sandbox/` says
so. The sources are the sections of the project's collected facts.

This page is made by `python docs/probes.py > docs/probes.md` from `tests/sandbox/probes`.
"""


def render() -> str:
    """The whole page."""
    sys.path.insert(0, str(ROOT))
    from tests.sandbox.probes import CLOUDS

    parts = [HEAD]
    for cloud, subjects in CLOUDS.items():
        parts.append(f"## {cloud}\n")
        for title, probes in subjects.items():
            head = (
                f"### {title}\n",
                "| Rule | Source | Refused in | Accepted in |",
                "|---|---|---|---|",
            )
            rows = [
                f"| {_cell(p.rule)} | {p.source} | {_test(p.refused_by)} | {_test(p.accepted_by)} |"
                for p in probes
            ]
            parts.append("\n".join((*head, *rows, "")))
    return "\n".join(parts)


def _cell(text: str) -> str:
    return "".join(f"\\{sign}" if sign in "\\|*_[]" else sign for sign in text)


def _test(test: str) -> str:
    file, _, name = test.partition("::")
    return f"[{name.removeprefix('test_').replace('_', ' ')}](../tests/sandbox/{file})"


if __name__ == "__main__":
    print(render(), end="")
