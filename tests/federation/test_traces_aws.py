"""The AWS engineer undoes a step: what carries the setup's tag goes, everything else stays as it is."""

import copy
from contextlib import suppress
from typing import Any

import pytest

from federation.errors import CloudFailed, NeedsPerson
from federation.items import AWS_ACCOUNT, ROLE_ARN
from federation.record import MemoryRecord
from federation.sides import Side
from federation.steps.aws_instance import AwsInstance
from federation.steps.aws_role import AwsRole
from federation.steps.aws_saml_provider import AwsSamlProvider
from federation.steps.aws_users import AwsUsers
from federation.steps.base import Resource, Step
from federation.traces.trace import Fate, Trace, take_away
from sandbox.aws.seed import ACCOUNT
from sandbox.aws.seed import INSTANCE_ARN as SEEDED_INSTANCE
from sandbox.aws.sts.sessions import start_session
from sandbox.rows import Row
from tests.federation.aws_engineer import ANNA, MARKER, SandboxAws

pytest_plugins = ["tests.federation.aws_fixtures"]
MAKING = (AwsSamlProvider(), AwsRole(), AwsUsers())
PROVIDER, ROLE, USERS = MAKING
NAME = f"ConnectSSO-{MARKER}"
KEPT_TABLES = ("iam.saml_providers", "iam.roles", "connect.users", "connect.instances")


class Setup:
    """What the engineer has made so far, and the world before it."""

    def __init__(self, aws: SandboxAws, record: MemoryRecord) -> None:
        self.aws, self.record = aws, record
        self.known: list[Resource] = []
        self.before = self.world

    @property
    def world(self) -> dict[str, Any]:
        return {name: copy.deepcopy(self.aws.world.table(name)) for name in KEPT_TABLES}

    def carry_out(self, *steps: Step) -> "Setup":
        for step in steps:
            self.known += self.aws.carry_out(step, self.record).resources
        return self

    def look(self, step: Step) -> list[Trace]:
        return list(step.traces(self.record, self.aws.clouds(), self.known))

    def fates(self, step: Step) -> dict[str, Fate]:
        return {one.resource.name: one.fate for one in self.look(step)}

    def undo(self, step: Step) -> list[str]:
        gone: list[str] = []
        take_away(self.look(step), lambda one: gone.append(one.resource.name), owner=Side.AWS)
        return gone

    @property
    def role(self) -> Row:
        return self.aws.world.table("iam.roles")[f"{ACCOUNT}/{NAME.lower()}"]


@pytest.fixture
def made(aws: SandboxAws, aws_record: MemoryRecord) -> Setup:
    return Setup(aws, aws_record).carry_out(*MAKING)


def test_undone_in_reverse_everything_is_as_before(made: Setup) -> None:
    assert [made.undo(step) for step in reversed(MAKING)] == [
        [ANNA.session_name, "ben.okafor@contoso.com"],
        [NAME],
        [NAME],
    ]
    assert made.world == made.before
    assert not any("DeleteConflict" in str(call) for call in made.aws.world.journal.calls)


def test_undoing_again_finds_nothing_and_does_no_harm(made: Setup) -> None:
    for step in reversed(MAKING):
        traces = made.look(step)
        for _ in range(2):
            take_away(traces, lambda one: None, owner=Side.AWS)
        assert made.undo(step) == []
    assert made.world == made.before


def test_what_was_there_before_the_setup_is_kept(aws: SandboxAws, aws_record: MemoryRecord) -> None:
    """Made by hand, named by the record, taken over: even if the ledger forgot that."""
    first = Setup(aws, aws_record).carry_out(PROVIDER, ROLE)
    first.role["Tags"] = []
    aws.world.table("iam.saml_providers")[f"arn:aws:iam::{ACCOUNT}:saml-provider/{NAME}"]["Tags"] = []
    taken_over = Setup(aws, aws_record).carry_out(PROVIDER, ROLE)
    assert all(one.adopted for one in taken_over.known)
    taken_over.known.clear()
    assert taken_over.fates(PROVIDER) == taken_over.fates(ROLE) == {NAME: Fate.KEEP}
    assert "before this setup" in taken_over.look(ROLE)[0].because
    again = Setup(aws, aws_record).carry_out(PROVIDER, ROLE)
    assert all(one.adopted for one in again.known), "A second run still knows."


def test_a_user_that_was_there_is_kept(aws: SandboxAws, aws_record: MemoryRecord) -> None:
    Setup(aws, aws_record).carry_out(USERS)
    for user in aws.world.table("connect.users").values():
        user["Tags"] = {"team": "sales"}
    setup = Setup(aws, aws_record).carry_out(USERS)
    assert set(setup.fates(USERS).values()) == {Fate.KEEP}
    assert setup.undo(USERS) == []
    assert setup.world == setup.before


@pytest.mark.parametrize("marker", ["", "zzzz9999"])
def test_a_look_alike_of_somebody_else_stays(made: Setup, marker: str) -> None:
    """The ledger names it as ours, but in the cloud it is not: somebody made another one of that name."""
    tags = [{"Key": "wizard:handoff", "Value": marker}] if marker else []
    made.role["Tags"] = tags
    made.aws.world.table("iam.saml_providers")[f"arn:aws:iam::{ACCOUNT}:saml-provider/{NAME}"]["Tags"] = tags
    for user in made.aws.world.table("connect.users").values():
        user["Tags"] = {"wizard:handoff": marker} if marker else {}
    before = made.world
    for step in reversed(MAKING):
        assert set(made.fates(step).values()) == {Fate.KEEP}
        assert made.undo(step) == []
    assert made.world == before


def test_an_instance_is_never_deleted(aws: SandboxAws, aws_record: MemoryRecord) -> None:
    setup = Setup(aws, aws_record)
    setup.known = [Resource("Connect instance", SEEDED_INSTANCE, "contoso")]
    (trace,) = setup.look(AwsInstance())
    assert trace.fate is Fate.KEEP
    assert "Handoff never deletes an instance" in trace.because
    assert setup.undo(AwsInstance()) == []


def test_a_role_that_people_signed_in_through_is_asked_for(made: Setup) -> None:
    assert made.look(ROLE)[0].consent == ""
    with made.aws.world.changing():
        start_session(made.aws.world, made.role, name="anna", seconds=900)
    (trace,) = made.look(ROLE)
    assert trace.consent == f"Remove the role {NAME} although people have signed in through it"
    assert "With a role made anew" in trace.because


@pytest.mark.parametrize("how", ["inline", "managed"])
def test_a_policy_that_somebody_added_is_named_and_stops_everything(made: Setup, how: str) -> None:
    if how == "inline":
        made.role["policies"]["Reports"] = "{}"
    else:
        arn = made.aws.account().iam.create_policy(
            PolicyName="Reports",
            PolicyDocument='{"Version":"2012-10-17","Statement":'
            '[{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}]}',
        )["Policy"]["Arn"]
        made.role["attached"].append(arn)
    before = made.world
    with pytest.raises(NeedsPerson, match="further policies: Reports") as caught:
        made.undo(ROLE)
    assert caught.value.hint
    assert made.world == before


def test_a_foreign_role_that_trusts_the_provider_stops_it(made: Setup) -> None:
    made.undo(ROLE)
    made.carry_out(ROLE)
    foreign = {**made.role, "RoleName": "Reports", "Tags": [], "Arn": f"arn:aws:iam::{ACCOUNT}:role/Reports"}
    made.aws.world.table("iam.roles")[f"{ACCOUNT}/reports"] = foreign
    with pytest.raises(NeedsPerson, match=r"These roles trust it too.*: Reports"):
        made.undo(PROVIDER)


def test_in_another_account_nothing_counts_as_gone(made: Setup) -> None:
    made.record.put(AWS_ACCOUNT, "999988887777")
    for step in (*MAKING, AwsInstance()):
        with pytest.raises(NeedsPerson, match="credentials are of AWS account"):
            made.look(step)


def test_what_an_attempt_left_without_recording_it_is_found(made: Setup) -> None:
    made.known.clear()
    made.record = MemoryRecord(
        {i: v for i, v in ((i, made.record.get(i)) for i in AwsRole().inputs) if v}, marker=MARKER
    )
    assert ROLE_ARN not in made.record
    assert made.fates(ROLE) == {NAME: Fate.REMOVE}


@pytest.mark.parametrize("operation", ["DeleteRolePolicy", "DeleteRole", "DeleteSAMLProvider", "DeleteUser"])
def test_an_answer_that_got_lost_is_no_obstacle(made: Setup, operation: str) -> None:
    for step in reversed(MAKING):
        made.aws.lost += [operation] * 3
        with suppress(CloudFailed):
            made.undo(step)
        made.aws.lost.clear()
        made.undo(step)
    assert made.world == made.before


def test_its_pages_in_the_console_and_its_permissions_are_told(made: Setup) -> None:
    for step in (*MAKING, AwsInstance()):
        assert step.undo_permissions
        assert all(one.why for one in step.undo_permissions)
    pages = [page.url for one in made.known for step in MAKING if (page := _page(step, one, made.record))]
    assert any(f"roles/details/{NAME}" in url for url in pages)


def _page(step: Step, resource: Resource, record: MemoryRecord) -> Any:
    kinds = {"SAML provider": PROVIDER, "Role": ROLE, "Connect user": USERS}
    return step.page_of(resource, record) if kinds[resource.kind] is step else None
