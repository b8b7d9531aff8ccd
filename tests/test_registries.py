"""What is added in one place is whole: each step, item, error, check, command and event has its counterpart."""

import ast
import importlib
import pkgutil
import runpy
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import load_command_class

import federation
from federation.checks.registry import CHECKS
from federation.errors import FederationError
from federation.items import ITEMS
from federation.progress import givers
from federation.routes import ROUTES
from federation.sides import Side
from federation.steps.base import Step
from wizard.sentences import SENTENCES

ROOT = Path(__file__).resolve().parents[1]
STEPS = {step.key: step for route in ROUTES.values() for step in route.steps}
COMMANDS = sorted(path.stem for path in (ROOT / "wizard/management/commands").glob("[a-z]*.py"))


@pytest.mark.parametrize("route", ROUTES.values(), ids=ROUTES)
class TestRoute:
    def test_no_step_comes_twice(self, route: object) -> None:
        keys = [step.key for step in _steps(route)]
        assert keys == list(dict.fromkeys(keys))

    def test_every_needed_item_is_given_or_asked_by_an_earlier_step(self, route: object) -> None:
        known: set[str] = set()
        for step in _steps(route):
            assert [item.key for item in step.needs if item.key not in known] == [], step.key
            known |= {item.key for item in (*step.gives, *(ask.item for ask in step.asks))}

    def test_every_item_is_given_once(self, route: object) -> None:
        given = Counter(item.key for step in _steps(route) for item in step.gives)
        asked = Counter(ask.item.key for step in _steps(route) for ask in step.asks)
        assert [key for key, times in (given + asked).items() if times > 1] == []

    def test_every_item_of_the_route_has_a_giver(self, route: object) -> None:
        steps = _steps(route)
        assert {item.key for step in steps for item in step.inputs} <= set(givers(steps))


def _steps(route: object) -> tuple[Step, ...]:
    return tuple(route.steps)  # type: ignore[attr-defined] # the parametrized route


@pytest.mark.parametrize("step", STEPS.values(), ids=STEPS)
class TestStep:
    def test_it_has_a_guide_for_work_by_hand(self, step: Step) -> None:
        assert (ROOT / f"templates/guides/{step.key}.html").read_text().strip()

    def test_it_has_a_test_module(self, step: Step) -> None:
        module = ROOT / f"tests/federation/test_steps_{step.key.replace('-', '_')}.py"
        assert module.read_text().count("def test_") >= 3

    def test_it_has_the_three_faces(self, step: Step) -> None:
        for face in ("plan", "carry_out", "observe"):
            assert getattr(type(step), face) is not getattr(Step, face), face

    def test_its_words_fit_the_pages(self, step: Step) -> None:
        assert step.key.startswith(f"{step.side.value}-")
        assert 0 < len(step.short) <= 16
        assert step.purpose.endswith(".")
        assert not step.title.endswith(".")
        assert step.permissions
        assert all(permission.why for permission in step.permissions)

    def test_what_only_informs_is_given(self, step: Step) -> None:
        assert set(step.informs) <= set(step.gives)
        assert step.evidence_items


def test_no_guide_is_left_over() -> None:
    assert {path.stem for path in (ROOT / "templates/guides").glob("*.html")} == set(STEPS)


def test_every_item_is_used_by_a_step() -> None:
    used = {i.key for step in STEPS.values() for i in (*step.inputs, *step.gives)}
    assert set(ITEMS) == used


def test_every_item_says_why_in_a_sentence() -> None:
    assert [key for key, item in ITEMS.items() if not item.why.rstrip("”").endswith((".", "”"))] == []


# --- errors ---


def _errors(kind: type[FederationError] = FederationError) -> Iterator[type[FederationError]]:
    yield kind
    for below in kind.__subclasses__():
        if below.__module__.startswith("federation."):
            yield from _errors(below)


@pytest.fixture(scope="module")
def errors() -> list[type[FederationError]]:
    for module in pkgutil.walk_packages(federation.__path__, "federation."):
        importlib.import_module(module.name)
    return list(dict.fromkeys(_errors()))


def test_every_error_has_a_code_of_its_own_and_a_hint(errors: list[type[FederationError]]) -> None:
    assert len(errors) > 12
    assert [kind.__name__ for kind in errors if "code" not in vars(kind) or not kind.hint.endswith(".")] == []
    assert [code for code, times in Counter(kind.code for kind in errors).items() if times > 1] == []


def test_every_error_is_drawn_in_the_tree_at_the_top(errors: list[type[FederationError]]) -> None:
    from federation import errors as tree

    drawn = tree.__doc__ or ""
    assert [
        kind.__name__ for kind in errors if kind.__module__ == tree.__name__ and kind.__name__ not in drawn
    ] == []


# --- checks ---


def test_every_check_is_described_in_the_documentation() -> None:
    page = runpy.run_path(str(ROOT / "docs/checks.py"))["render"]()
    assert (ROOT / "docs/checks.md").read_text() == page, "python docs/checks.py > docs/checks.md"
    assert [check.key for check in CHECKS if f"`{check.key}`" not in page] == []


def test_checks_have_keys_of_their_own() -> None:
    assert [key for key, times in Counter(check.key for check in CHECKS).items() if times > 1] == []


# --- commands ---


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_a_test_and_says_what_it_does(name: str) -> None:
    tests = [
        path.read_text() for path in (ROOT / "tests").rglob("test_*.py") if path.name != Path(__file__).name
    ]
    assert any(f'"{name}"' in text for text in tests)
    assert load_command_class("wizard", name).help.endswith(".")


# --- events ---

WRITERS = ("actions", "runner.py", "undo.py", "work.py", "record.py", "drift.py", "certificate_dates.py")


def _written_keys() -> Iterator[str]:
    """Event keys in the code that writes events: `key=`, `event=`, and pairs of a key and its data."""
    for place in WRITERS:
        path = ROOT / "wizard" / place
        for file in path.rglob("*.py") if path.is_dir() else [path]:
            for node in ast.walk(ast.parse(file.read_text())):
                yield from _keys_in(node)


def _keys_in(node: ast.AST) -> Iterator[str]:
    candidates: list[ast.expr] = []
    if isinstance(node, ast.keyword) and node.arg in {"key", "event"}:
        candidates = [node.value.body, node.value.orelse] if isinstance(node.value, ast.IfExp) else [node.value]
    elif isinstance(node, ast.Tuple) and len(node.elts) == 2 and isinstance(node.elts[1], ast.Dict):
        candidates = [node.elts[0]]
    for candidate in candidates:
        if isinstance(candidate, ast.Constant) and isinstance(candidate.value, str):
            yield candidate.value


def test_every_event_has_a_sentence_and_every_sentence_an_event() -> None:
    assert set(_written_keys()) == set(SENTENCES)


def test_both_sides_have_work_in_every_route() -> None:
    for route in ROUTES.values():
        assert {step.side for step in route.steps} <= set(Side)
        assert len(route.steps) > 0
