"""docs/examples/aws_half.sh, and what else people do with the AWS CLI."""

import json
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.scripts.conftest import EXAMPLES, INSTANCE_ID, Clouds
from tests.waiting import until

NAME = "ConnectByCli"
pytestmark = pytest.mark.skipif(shutil.which("bash") is None, reason="The script is written for bash.")


def aws(clouds: Clouds, *arguments: str) -> subprocess.CompletedProcess[str]:
    return clouds.run("aws", *arguments, "--output", "json")


def answer(clouds: Clouds, *arguments: str) -> Any:
    ended = aws(clouds, *arguments)
    assert ended.returncode == 0, ended.stderr
    return json.loads(ended.stdout) if ended.stdout else None


def refusal(clouds: Clouds, *arguments: str) -> str:
    """What a refused command says. Version 2 of the CLI ends with 254, version 1 with 255."""
    ended = aws(clouds, *arguments)
    assert ended.returncode in {254, 255}
    assert ended.stdout == ""
    return ended.stderr.strip()


@pytest.fixture(scope="module")
def metadata(clouds: Clouds) -> Path:
    """The tenant's federation metadata in a file, as somebody would have mailed it."""
    variables = clouds.variables
    address = f"{variables['ENTRA_AUTHORITY']}/{variables['ENTRA_TENANT_ID']}"
    with requests.Session() as session:
        session.trust_env = False
        session.verify = variables["ENTRA_CA_BUNDLE"]
        found = session.get(f"{address}/federationmetadata/2007-06/federationmetadata.xml", timeout=10)
    file = clouds.home / "metadata.xml"
    file.write_bytes(found.content)
    return file


@pytest.fixture(scope="module")
def said(clouds: Clouds, metadata: Path) -> dict[str, str]:
    """What the script printed, run while AWS is slow to know a new provider."""
    lag = {"operation": "CreateSAMLProvider", "fault": "lag", "seconds": 600}
    clouds.control("POST", "faults", json=lag)
    with ThreadPoolExecutor() as beside:
        running = beside.submit(clouds.run, str(EXAMPLES / "aws_half.sh"), str(metadata))
        # However slow this machine is: AWS comes to know the provider once the script was refused for it.
        until(lambda: running.done() or 400 in clouds.calls("CreateRole"), patience=120)
        clouds.control("POST", "clock", json={"seconds": 600})
        ended = running.result()
    assert ended.returncode == 0, ended.stderr
    return dict(line.split(": ", 1) for line in ended.stdout.splitlines())


def test_the_script_makes_the_aws_half(clouds: Clouds, said: dict[str, str]) -> None:
    assert said["provider"] == f"arn:aws:iam::111122223333:saml-provider/{NAME}"
    assert said["role"] == f"arn:aws:iam::111122223333:role/{NAME}"
    assert said["user"].startswith(f"{said['instance']}/agent/")
    assert said["belongs to"] == f"arn:aws:iam::111122223333:user/{NAME}-roles"
    assert NAME in said["roles it sees"].split()
    made = clouds.calls("CreateRole")
    assert made[0] == 400  # Invalid principal in policy: the provider was too young
    assert made[-1] == 200


def test_it_refuses_to_run_on_a_real_account(clouds: Clouds, metadata: Path) -> None:
    ended = clouds.run(str(EXAMPLES / "aws_half.sh"), str(metadata), AWS_ENDPOINT_URL="")
    assert ended.returncode == 1
    assert "without them this is your real account" in ended.stderr


def test_tags_and_policies_come_back_as_they_were_written(clouds: Clouds, said: dict[str, str]) -> None:
    role = answer(clouds, "iam", "get-role", "--role-name", NAME)["Role"]
    assert role["Tags"] == [{"Key": "made-by", "Value": "aws-cli"}]
    trust = role["AssumeRolePolicyDocument"]["Statement"][0]
    assert trust["Principal"] == {"Federated": said["provider"]}
    policy = answer(clouds, "iam", "get-role-policy", "--role-name", NAME, "--policy-name", "Connect")
    resource = policy["PolicyDocument"]["Statement"][0]["Resource"]
    assert resource == said["instance"] + "/user/${aws:userid}"


def test_lists_go_on_where_the_last_page_ended(clouds: Clouds) -> None:
    command = ("connect", "list-security-profiles", "--instance-id", INSTANCE_ID)
    before = len(clouds.calls("ListSecurityProfiles"))
    first = answer(clouds, *command, "--max-items", "3", "--page-size", "1")
    assert len(clouds.calls("ListSecurityProfiles")) == before + 3
    rest = answer(clouds, *command, "--starting-token", first["NextToken"])
    rows = first["SecurityProfileSummaryList"] + rest["SecurityProfileSummaryList"]
    assert [row["Name"] for row in rows] == ["Admin", "Agent", "CallCenterManager", "QualityAnalyst"]
    assert "NextToken" not in rest


def test_refusals_end_the_command_with_awss_own_text(clouds: Clouds, said: dict[str, str]) -> None:
    assert refusal(clouds, "iam", "get-role", "--role-name", "Nobody") == (
        "An error occurred (NoSuchEntity) when calling the GetRole operation: "
        "The role with name Nobody cannot be found."
    )
    assert refusal(clouds, "iam", "delete-role", "--role-name", NAME) == (
        "An error occurred (DeleteConflict) when calling the DeleteRole operation: "
        "Cannot delete entity, must delete policies first."
    )


def test_a_user_has_at_most_two_access_keys(clouds: Clouds, said: dict[str, str]) -> None:
    command = ("iam", "create-access-key", "--user-name", f"{NAME}-roles")
    assert answer(clouds, *command)["AccessKey"]["Status"] == "Active"
    assert refusal(clouds, *command) == (
        "An error occurred (LimitExceeded) when calling the CreateAccessKey operation: "
        "Cannot exceed quota for AccessKeysPerUser: 2"
    )
