"""Each person who will sign in gets a Connect user of exactly their name."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from federation.clouds.aws.account import AwsAccount
from federation.clouds.aws.users import Roster, compare_people, ensure_users, find_profiles, read_users
from federation.errors import AnswerRefused, CloudFailed, CloudNotReady, HeldBack, NeedsPerson
from federation.findings import Level
from federation.items import CONNECT_USERS, PEOPLE, ROUTING_PROFILE, SECURITY_PROFILE
from federation.pace import NoPace
from federation.people import SignInPerson
from federation.record import MemoryRecord
from federation.sides import Side
from federation.steps.aws_users import AwsUsers
from federation.steps.base import Change
from sandbox.aws.seed import INSTANCE_ARN
from sandbox.faults import Fault
from tests.federation.aws_engineer import ANNA, BEN, MARKER, SandboxAws

pytest_plugins = ["tests.federation.aws_fixtures"]
STEP = AwsUsers()


@dataclass
class CountingPace:
    """Allows so many calls at once, and no more."""

    allowed: int = 1000
    taken: int = 0

    def take(self) -> None:
        if self.taken >= self.allowed:
            raise HeldBack("Others come first.")
        self.taken += 1


@pytest.fixture
def made(aws: SandboxAws, aws_record: MemoryRecord) -> MemoryRecord:
    aws.carry_out(STEP, aws_record)
    return aws_record


def rename(aws: SandboxAws, old: str, new: str) -> None:
    for user in aws.world.table("connect.users").values():
        if user["Username"] == old:
            user["Username"] = new


def test_everybody_gets_a_user_with_name_profiles_and_tag(aws: SandboxAws, aws_record: MemoryRecord) -> None:
    assert [line.change for line in STEP.plan(aws_record, aws.clouds())] == [Change.CREATE, Change.CREATE]
    assert aws.carry_out(STEP, aws_record).items[CONNECT_USERS] == (ANNA.session_name, BEN.session_name)
    users = {user["Username"]: user for user in aws.world.table("connect.users").values()}
    assert users[ANNA.session_name]["IdentityInfo"] == {"FirstName": "Anna", "LastName": "Weber"}
    assert users[BEN.session_name]["Tags"] == {"wizard:handoff": MARKER}


def test_doing_it_again_creates_nobody(aws: SandboxAws, made: MemoryRecord) -> None:
    assert {line.change for line in STEP.plan(made, aws.clouds())} == {Change.KEEP}
    again = aws.carry_out(STEP, made)
    assert aws.count("CreateUser") == 2
    assert not any(resource.adopted for resource in again.resources)


def test_a_user_that_was_there_is_kept_and_never_counted_as_ours(aws: SandboxAws, made: MemoryRecord) -> None:
    for user in aws.world.table("connect.users").values():
        user["Tags"] = {}
    resources = aws.carry_out(STEP, made).resources
    assert [resource.adopted for resource in resources] == [True, True]


def test_a_user_of_another_letter_case_needs_a_person(aws: SandboxAws, made: MemoryRecord) -> None:
    rename(aws, ANNA.session_name, "Anna.Weber@contoso.com")
    for act in (STEP.plan, STEP.carry_out):
        with pytest.raises(NeedsPerson, match="letter case only") as caught:
            act(made, aws.clouds())
    assert "Anna.Weber@contoso.com" in caught.value.message
    assert len(aws.world.table("connect.users")) == 2


def test_all_names_connect_does_not_take_are_told_before_anything_is_made(
    aws: SandboxAws, aws_record: MemoryRecord
) -> None:
    odd = [SignInPerson(name, "x@contoso.com", "A", "B") for name in ("a+b", "guest_x#EXT#@contoso.com")]
    aws_record.put(PEOPLE, (ANNA, *odd))
    for act in (STEP.plan, STEP.carry_out):
        with pytest.raises(NeedsPerson, match=r"“a\+b”, “guest_x#EXT#@contoso.com” cannot be") as caught:
            act(aws_record, aws.clouds())
        assert (caught.value.owner, "another attribute" in caught.value.hint) == (Side.AZURE, True)
    assert aws.count("CreateUser") == 0


def test_a_user_connect_refuses_is_named(aws: SandboxAws, aws_record: MemoryRecord) -> None:
    aws_record.put(PEOPLE, (SignInPerson("anna", "anna", "A" * 400, "B"),))
    with pytest.raises(NeedsPerson, match="Connect does not take the user anna"):
        aws.carry_out(STEP, aws_record)


def test_the_check_shows_both_spellings(aws: SandboxAws, made: MemoryRecord) -> None:
    rename(aws, ANNA.session_name, "Anna.Weber@contoso.com")
    found = aws.findings(STEP, made)["connect-user-case"]
    assert found.level is Level.ERROR
    assert (found.expected, found.actual) == (ANNA.session_name, "Anna.Weber@contoso.com")


def test_the_check_names_who_has_no_user(aws: SandboxAws, aws_record: MemoryRecord) -> None:
    found = aws.findings(STEP, aws_record)["connect-user-missing"]
    assert (found.level, found.expected, found.actual) == (Level.ERROR, BEN.session_name, "no such user")


def test_the_check_is_green_after_the_step(aws: SandboxAws, made: MemoryRecord) -> None:
    assert {finding.level for finding in STEP.observe(made, aws.clouds())} == {Level.OK}


@pytest.mark.parametrize(
    ("item", "hint"),
    [
        (SECURITY_PROFILE, "Admin, Agent, CallCenterManager, QualityAnalyst"),
        (ROUTING_PROFILE, "Basic Routing Profile"),
    ],
)
def test_a_profile_that_is_not_there_is_refused_with_those_that_are(
    aws: SandboxAws, aws_record: MemoryRecord, item: object, hint: str
) -> None:
    aws_record.put(item, "agent")  # type: ignore[arg-type]
    with pytest.raises(AnswerRefused) as caught:
        STEP.plan(aws_record, aws.clouds())
    assert hint in caught.value.hint
    assert aws.count("CreateUser") == 0


def test_a_fresh_instance_without_profiles_is_waited_for(aws: SandboxAws, aws_record: MemoryRecord) -> None:
    aws.world.table("connect.security_profiles").clear()
    with pytest.raises(CloudNotReady):
        aws.carry_out(STEP, aws_record)


def test_a_lost_answer_makes_no_second_user(aws: SandboxAws, aws_record: MemoryRecord) -> None:
    aws.lost.append("CreateUser")
    with pytest.raises(CloudFailed):
        aws.carry_out(STEP, aws_record)
    aws.carry_out(STEP, aws_record)
    assert aws.count("CreateUser") == 2


def test_after_a_fault_in_the_middle_the_rest_is_created(aws: SandboxAws, aws_record: MemoryRecord) -> None:
    aws.world.faults.plan("CreateUser", Fault.FAIL)
    with pytest.raises(CloudFailed):
        aws.carry_out(STEP, aws_record)
    assert aws.carry_out(STEP, aws_record).items[CONNECT_USERS] == (ANNA.session_name, BEN.session_name)


def test_somebody_else_creating_the_user_meanwhile_does_no_harm(aws: SandboxAws, made: MemoryRecord) -> None:
    account = aws.account()
    profiles = find_profiles(account, INSTANCE_ARN, security="Agent", routing="Basic Routing Profile")
    users = ensure_users(account, INSTANCE_ARN, Roster({}, {}, (ANNA,)), profiles=profiles)
    assert [user.name for user in users] == [ANNA.session_name]


def crowd(aws: SandboxAws, number: int) -> tuple[AwsAccount, Callable[[], object]]:
    """An account, and what gives so many people their users."""
    account = aws.account()
    profiles = find_profiles(account, INSTANCE_ARN, security="Agent", routing="Basic Routing Profile")
    people = tuple(SignInPerson(f"agent{n}", f"agent{n}", "A", "B") for n in range(number))

    def ensure() -> object:
        roster = compare_people(people, read_users(account, INSTANCE_ARN))
        return ensure_users(account, INSTANCE_ARN, roster, profiles=profiles)

    return account, ensure


def test_every_call_to_connect_and_no_other_waits_for_its_turn(aws: SandboxAws) -> None:
    account, ensure = crowd(aws, 3)
    pace = account.pace = CountingPace()
    aws.world.faults.plan("ListUsers", Fault.FAIL)  # botocore sends it again, and that counts, too
    ensure()
    account.iam.list_roles()
    assert aws.calls[-6:] == ["ListUsers", "ListUsers", "CreateUser", "CreateUser", "CreateUser", "ListRoles"]
    assert pace.taken == 5


def test_a_call_whose_turn_is_far_away_is_not_made(aws: SandboxAws) -> None:
    account, ensure = crowd(aws, 3)
    account.pace = CountingPace(allowed=2)
    with pytest.raises(HeldBack):
        ensure()
    assert aws.count("CreateUser") == 1
    account.pace = NoPace()
    ensure()
    assert aws.count("CreateUser") == 3


def test_the_progress_counts_who_is_there_also_after_an_interruption(aws: SandboxAws) -> None:
    account, ensure = crowd(aws, 4)
    told: list[tuple[int, str]] = []
    account.got_to = lambda number, sentence: told.append((number, sentence))
    aws.world.faults.plan("CreateUser", Fault.FAIL, call=3)
    with pytest.raises(CloudFailed):
        ensure()
    assert told[-1] == (2, "2 of 4 Connect users are there.")
    ensure()
    assert [number for number, _ in told] == [1, 2, 3, 4]


def test_by_hand_the_names_are_there_to_copy(aws_record: MemoryRecord) -> None:
    assert [value.value for value in STEP.by_hand(aws_record)] == [ANNA.session_name, BEN.session_name]
    assert STEP.foreseen(aws_record) == {CONNECT_USERS: f"{ANNA.session_name}\n{BEN.session_name}"}
    assert PEOPLE in STEP.needs
