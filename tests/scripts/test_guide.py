"""docs/sandbox.md: every command in it works, and what it says of the sandbox is so."""

import re
from typing import Any

import pytest
import requests

from sandbox.aws import seed as aws
from sandbox.aws.identity_center import seed as identity_center
from sandbox.entra import seed as entra
from tests.scripts.conftest import Clouds
from tests.wizard.programs import ROOT
from wizard.management.commands.sandbox import Command

GUIDE = (ROOT / "docs" / "sandbox.md").read_text()
BLOCKS = re.findall(r"^```sh\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)
# What has tests of its own takes long.
QUICK = [block for block in BLOCKS if not re.search(r"docs/examples/|benchmarks/", block)]


def run(clouds: Clouds, mark: str) -> Any:
    """Run the one block that contains `mark` as people do, from the root of the project."""
    (block,) = (block for block in QUICK if mark in block)
    block = block.replace("/tmp/", f"{clouds.home}/")  # noqa: S108 - the guide's, replaced
    ended = clouds.run("bash", "-euo", "pipefail", "-c", block, directory=ROOT)
    assert ended.returncode == 0, ended.stderr
    return ended


def test_the_cli_and_boto3_find_the_sandbox(clouds: Clouds) -> None:
    said = run(clouds, "aws sts get-caller-identity").stdout
    assert '"Arn": "arn:aws:iam::111122223333:user/wes.engineer"' in said
    assert "contoso-contact-center\tSAML\ncontoso-legacy\tCONNECT_MANAGED\n" in said
    assert said.endswith("[]\n")  # boto3 sees no role yet


def test_any_client_gets_a_token_and_asks_graph(clouds: Clouds) -> None:
    assert '"displayName": "Connect Agents"' in run(clouds, "oauth2/v2.0/token").stdout


def test_the_tenants_metadata_comes_without_a_sign_in(clouds: Clouds) -> None:
    run(clouds, "federationmetadata.xml")
    assert "EntityDescriptor" in (clouds.home / "metadata.xml").read_text()


def test_who_may_only_read_is_refused(clouds: Clouds) -> None:
    ended = run(clouds, "AKIASANDBOXLIMITED01")
    assert ended.stdout.startswith("refused with 25")
    assert "(AccessDenied)" in ended.stderr
    assert "user/limited.engineer is not authorized to perform: iam:CreateUser" in ended.stderr


def test_the_sandbox_is_steered_by_script(clouds: Clouds) -> None:
    said = run(clouds, "/control/faults").stdout
    assert '"met": "lose 504"' in said
    assert '{"name": "lifelike", "seed": 7}' in said
    assert '"seconds": 360.0' in said
    assert clouds.control("GET", "faults") == []
    assert next(call["operation"] for call in clouds.control("GET", "calls")) == "GetCallerIdentity"


def test_every_quick_command_of_the_guide_was_run() -> None:
    assert len(QUICK) == 5
    assert len(BLOCKS) == 8


@pytest.mark.parametrize("option", re.findall(r"^\| `(--[a-z]+) ?", GUIDE, re.MULTILINE))
def test_the_command_knows_every_option_of_the_guide(option: str) -> None:
    parser = Command().create_parser("manage.py", "sandbox")
    assert option in {name for action in parser._actions for name in action.option_strings}


@pytest.mark.parametrize(
    "seeded",
    [
        *(aws.ACCOUNT, aws.REGION, aws.ENGINEER_KEY, aws.ENGINEER_SECRET, aws.LIMITED_KEY, aws.LIMITED_SECRET),
        *(aws.ROOT_KEY, aws.ROOT_SECRET, aws.INSTANCE_ALIAS, aws.LEGACY_INSTANCE_ALIAS, entra.DOMAIN),
        *(identity_center.MANAGEMENT, identity_center.ENGINEER_KEY, identity_center.ENGINEER_SECRET),
        *(identity_center.READER_KEY, identity_center.READER_SECRET, entra.AGENTS, entra.SUPERVISORS),
        *(entra.TRAINEES, entra.LIMITED_CLIENT_ID, entra.LIMITED_CLIENT_SECRET),
    ],
)
def test_the_guide_names_what_is_seeded(seeded: str) -> None:
    assert seeded in GUIDE


@pytest.mark.parametrize("page", ["What if…", "Request log", "Misbehaviour"])
def test_the_control_pages_of_the_guide_are_there(clouds: Clouds, page: str) -> None:
    assert f"**{page}**" in GUIDE
    address = clouds.variables["AWS_ENDPOINT_URL"].removesuffix("/aws") + "/control/"
    with requests.Session() as session:
        session.trust_env = False
        overview = session.get(address, timeout=10).text
        (path,) = re.findall(rf'href="(/control/[a-z-]+)"[^>]*>\s*{page}\s*</a>', overview)[:1]
        assert f"<h1>{page}</h1>" in session.get(f"{address.removesuffix('/control/')}{path}", timeout=10).text
