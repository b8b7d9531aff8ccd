"""House rules about files and imports. Each is shown able to fail."""

import ast
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("federation", "wizard", "sandbox")


def python_files(root: Path, *folders: str) -> dict[str, str]:
    """Path below `root` to source text, without migrations, which Django writes."""
    found = {}
    for folder in folders:
        for path in sorted((root / folder).rglob("*.py")):
            if "migrations" not in path.parts:
                found[path.relative_to(root).as_posix()] = path.read_text()
    return found


@pytest.fixture(scope="module")
def ours() -> dict[str, str]:
    return python_files(ROOT, *PACKAGES)


@pytest.fixture(scope="module")
def everything(ours: dict[str, str]) -> dict[str, str]:
    return ours | python_files(ROOT, "tests", "docs", "benchmarks")


# --- sizes ---


def longer_than(limit: int, files: dict[str, str]) -> list[str]:
    return [name for name, text in files.items() if text.count("\n") > limit]


def long_functions(limit: int, files: dict[str, str]) -> Iterator[str]:
    for name, text in files.items():
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef) and (node.end_lineno or 0) - node.lineno >= limit:
                yield f"{name}: {node.name}"


def test_no_python_file_has_more_than_300_lines(everything: dict[str, str]) -> None:
    assert list(longer_than(300, everything)) == []


def test_no_function_has_more_than_40_lines(everything: dict[str, str]) -> None:
    assert list(long_functions(40, everything)) == []


def test_no_template_has_more_than_100_lines() -> None:
    pages = {str(path): path.read_text() for path in (ROOT / "templates").rglob("*.html")}
    assert len(pages) > 40
    assert longer_than(100, pages) == []


def test_the_readme_has_at_most_150_lines_and_our_script_300() -> None:
    assert (ROOT / "README.md").read_text().count("\n") <= 150
    assert (ROOT / "static" / "handoff.js").read_text().count("\n") <= 300


def test_the_root_has_at_most_20_entries() -> None:
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        pytest.skip("Only a git checkout knows which entries count.")
    listed = subprocess.run([git, "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S603
    assert len({line.partition("/")[0] for line in listed.stdout.splitlines()}) <= 20


def test_the_size_rules_can_fail() -> None:
    body = "\n".join("    x = 1" for _ in range(301))
    files = {"big.py": f"def big():\n{body}\n", "small.py": "def small():\n    pass\n"}
    assert longer_than(300, files) == ["big.py"]
    assert list(long_functions(40, files)) == ["big.py: big"]


# --- habits ---


def broad_excepts(files: dict[str, str]) -> list[str]:
    """Files with `except:`, `except Exception` or `except BaseException`, once for each."""
    return [
        name
        for name, text in files.items()
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.ExceptHandler) and _is_broad(node.type)
    ]


def _is_broad(caught: ast.expr | None) -> bool:
    if isinstance(caught, ast.Tuple):
        return any(map(_is_broad, caught.elts))
    return caught is None or (isinstance(caught, ast.Name) and caught.id in {"Exception", "BaseException"})


def signal_receivers(files: dict[str, str]) -> list[str]:
    pattern = re.compile(r"django\.(?:dispatch|db\.models\.signals|core\.signals)|@receiver")
    return [name for name, text in files.items() if pattern.search(text)]


def badly_named(files: dict[str, str]) -> list[str]:
    return [name for name in files if Path(name).stem in {"utils", "util", "helpers", "common", "misc"}]


def test_only_the_runner_catches_everything(ours: dict[str, str]) -> None:
    assert broad_excepts(ours) == ["wizard/runner.py"]


def test_there_are_no_signal_receivers(ours: dict[str, str]) -> None:
    assert signal_receivers(ours) == []


def test_every_file_is_named_after_its_subject(everything: dict[str, str]) -> None:
    assert badly_named(everything) == []


def test_tasks_decide_nothing(ours: dict[str, str]) -> None:
    tree = ast.parse(ours["wizard/tasks.py"])
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    assert [len(function.body) for function in functions] == [2, 2]  # a docstring and one call
    assert not any(isinstance(node, ast.If | ast.Try | ast.For) for node in ast.walk(tree))


def test_no_file_names_a_place_of_one_machine(everything: dict[str, str]) -> None:
    pattern = re.compile(r"/(?:root|home|Users|work)/\w")
    assert [name for name, text in everything.items() if pattern.search(text)] == []


def test_the_rules_about_habits_can_fail() -> None:
    files = {
        "a/utils.py": "try:\n    pass\nexcept (OSError, Exception):\n    pass\n",
        "b.py": "from django.dispatch import receiver\ntry:\n    pass\nexcept:\n    pass\n",
    }
    assert broad_excepts(files) == ["a/utils.py", "b.py"]
    assert signal_receivers(files) == ["b.py"]
    assert badly_named(files) == ["a/utils.py"]


# --- imports ---

VIOLATIONS = {
    "federation is a library": ("federation/arns.py", "import django"),
    "the two clouds do not know each other": (
        "federation/clouds/aws/console.py",
        "import federation.clouds.entra.console",
    ),
    "the sandbox knows nothing of ours": ("sandbox/faults.py", "import federation.sides"),
    "imports in the wizard run one way": ("wizard/permissions.py", "import wizard.actions.setups"),
    "only the commands that start the sandbox know it": ("wizard/runner.py", "import sandbox.world"),
}


def lint_imports(root: Path, cache: Path) -> tuple[int, str]:
    """Exit status and report of the contract checker on the packages below `root`."""
    command = [sys.executable, "-m", "importlinter.cli", "lint_imports", "--cache-dir", str(cache)]
    script = Path(sys.executable).with_name("lint-imports")
    if script.exists():
        command = [str(script), "--cache-dir", str(cache)]
    environment = {**os.environ, "PYTHONPATH": str(root)}
    ended = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    return ended.returncode, ended.stdout + ended.stderr


def test_the_import_contracts_are_kept(tmp_path: Path) -> None:
    status, report = lint_imports(ROOT, tmp_path)
    assert status == 0, report
    assert f"Contracts: {len(VIOLATIONS)} kept, 0 broken." in report


def test_every_import_contract_can_fail(tmp_path: Path) -> None:
    for package in PACKAGES:
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for name, line in VIOLATIONS.values():
        (tmp_path / name).write_text(f"{(tmp_path / name).read_text()}\n{line}\n")
    status, report = lint_imports(tmp_path, tmp_path / "cache")
    assert status == 1
    assert [contract for contract in VIOLATIONS if not re.search(rf"{contract}.* BROKEN", report)] == []
