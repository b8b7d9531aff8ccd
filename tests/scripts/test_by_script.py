"""docs/examples/by_script.py: a whole setup by boto3, msal and msgraph-sdk."""

import ast
import re
import sys

from tests.scripts.conftest import EXAMPLES, INSTANCE_ID, Clouds

SCRIPT = str(EXAMPLES / "by_script.py")
BECOMES = re.compile(rf"Alice becomes arn:aws:connect:\S+:instance/{INSTANCE_ID}/agent/\S+\.\n")
OURS = {"federation", "wizard", "sandbox", "tests"}


def imported(source: str) -> set[str]:
    """The top-level packages a source text imports, wherever in it."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {one.name for one in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add(node.module or "")
    return {name.partition(".")[0] for name in found}


def test_the_examples_import_nothing_of_ours() -> None:
    used = set().union(*(imported(path.read_text()) for path in EXAMPLES.glob("*.py")))
    assert {"boto3", "msal", "msgraph"} <= used
    assert not OURS & used
    assert imported("def f():\n    from sandbox.world import World\n    import wizard.urls") <= OURS


def test_without_the_sandboxs_address_the_script_calls_nothing(clouds: Clouds) -> None:
    ended = clouds.run(sys.executable, SCRIPT, MYAPPS_ENDPOINT="")
    assert ended.returncode == 1
    assert ended.stderr == "Set the variables that `manage.py sandbox` prints, then start this again.\n"
    assert clouds.calls("GetCallerIdentity") == []


def test_a_setup_by_script_ends_with_two_proven_sign_ins(clouds: Clouds) -> None:
    # What the real clouds may do: an answer lost after the deed, and not to know at once what was made.
    clouds.control("POST", "faults", json={"operation": "*/instantiate", "fault": "lose", "status": 404})
    for operation in ("POST *", "PATCH /servicePrincipals/{id}", "CreateSAMLProvider"):
        lag = {"operation": operation, "fault": "lag", "seconds": 1, "times": 100}
        clouds.control("POST", "faults", json=lag)
    ended = clouds.run(sys.executable, SCRIPT)
    assert ended.returncode == 0, ended.stderr
    assert BECOMES.search(ended.stdout)
    assert ended.stdout.endswith("In the browser Alice ends on the page agent-workspace.\n")
    assert clouds.calls("POST /applicationTemplates/{id}/instantiate") == [404]
    assert clouds.calls("CreateRole")[0] == 400
    assert clouds.calls("PATCH /servicePrincipals/{id}").count(400) > 0
    assert 400 in clouds.calls("PATCH /applications/{id}")
    assert clouds.calls("AssumeRoleWithSAML") == [200]
    assert clouds.calls("GetFederationToken") == [200]


def test_a_second_run_finds_what_the_first_one_made(clouds: Clouds) -> None:
    ended = clouds.run(sys.executable, SCRIPT)
    assert ended.returncode == 0, ended.stderr
    assert "The Connect user alice.agent@contoso.example is already there.\n" in ended.stdout
    assert BECOMES.search(ended.stdout)
    assert len(clouds.calls("POST /applicationTemplates/{id}/instantiate")) == 1
    assert clouds.calls("CreateSAMLProvider") == [200, 409]
