"""Every rule of the probe list has both its tests, and says what the sandbox says."""

import ast
import runpy
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from tests.sandbox.probes import PROBES
from tests.sandbox.probes.probe import Probe

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
TABLE = ROOT / "docs/probes.md"


@cache
def top_level(path: Path) -> dict[str, ast.AST]:
    """What a module defines or imports, by name."""
    found: dict[str, ast.AST] = {}
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            found[node.name] = node
        elif isinstance(node, ast.Assign):
            found |= {target.id: node for target in node.targets if isinstance(target, ast.Name)}
    return found


def constants(node: ast.AST) -> set[str]:
    return {str(part.value) for part in ast.walk(node) if isinstance(part, ast.Constant)}


def words(test: str) -> str:
    """Every constant and name in a test, and in what it uses of its module."""
    file, _, name = test.partition("::")
    known, said, seen, todo = top_level(HERE / file), set(), set(), [name]
    while todo:
        if (name := todo.pop()) in known and name not in seen:
            seen.add(name)
            nodes = list(ast.walk(known[name]))
            used = {node.id for node in nodes if isinstance(node, ast.Name)}
            used |= {node.arg for node in nodes if isinstance(node, ast.arg)}
            used |= {node.attr for node in nodes if isinstance(node, ast.Attribute)}
            todo += used
            said |= used | constants(known[name])
    return "\n".join(said)


@cache
def said_by_the_sandbox() -> str:
    trees = (ast.parse(path.read_text()) for path in (ROOT / "sandbox").rglob("*.py"))
    return "\n".join({constant for tree in trees for constant in constants(tree)})


def named(probe: Probe) -> list[str]:
    """Code and texts, as they stand in code: Entra's numbers without their prefix."""
    return [part for part in (probe.code.removeprefix("AADSTS"), *probe.texts) if part]


@pytest.mark.parametrize("side", ["refused_by", "accepted_by"])
def test_every_named_test_is_there(side: str) -> None:
    missing = []
    for probe in PROBES:
        file, _, name = getattr(probe, side).partition("::")
        path = HERE / file
        if not name.startswith("test_") or not path.is_file() or name not in top_level(path):
            missing.append((probe.rule, getattr(probe, side)))
    assert missing == []


def test_every_rule_is_there_once_and_has_a_source() -> None:
    assert [rule for rule, times in Counter(probe.rule for probe in PROBES).items() if times > 1] == []
    known = ("AWS facts ", "Graph facts ", "Issue 3")
    assert [probe.rule for probe in PROBES if not probe.source.startswith(known)] == []


def test_no_named_test_is_left_out() -> None:
    tests = {test for probe in PROBES for test in (probe.refused_by, probe.accepted_by)}
    files = {test.partition("::")[0] for test in tests}
    assert [file for file in sorted(files) if "mark.skip" in (HERE / file).read_text()] == []


def test_every_refusal_is_known_by_its_code() -> None:
    """By its text, where a page shows no code."""
    blind = []
    for probe in PROBES:
        seen, wanted = words(probe.refused_by), named(probe)
        if wanted and wanted[0] not in seen:
            blind.append((probe.rule, probe.refused_by))
    assert blind == []


def test_every_code_and_text_is_one_the_sandbox_says() -> None:
    ours = said_by_the_sandbox()
    invented = [
        (probe.rule, part)
        for probe in PROBES
        for part in named(probe)
        if part not in ours and part not in words(probe.refused_by)
    ]
    assert invented == []


def test_the_page_is_up_to_date() -> None:
    page = runpy.run_path(str(ROOT / "docs/probes.py"))["render"]()
    assert TABLE.read_text() == page, "python docs/probes.py > docs/probes.md"
