"""The chain of trust shows where a login would break."""

import pytest

from federation.findings import Finding, Level
from federation.sides import Side
from wizard.pictures.trust import TrustPicture, build_trust


def finding(code: str, level: Level, step: str = "", message: str = "A sentence.") -> Finding:
    return Finding(code=code, level=level, owner=Side.AWS, message=message, step=step)


def verdicts(picture: TrustPicture) -> dict[str, str]:
    return {link.kind.key: link.verdict for link in picture.links}


def test_nothing_is_known_before_a_check() -> None:
    assert set(verdicts(build_trust([])).values()) == {"unknown"}
    assert build_trust([]).summary == "Nothing was checked yet."


@pytest.mark.parametrize(
    ("step", "link"),
    [
        ("azure-application", "app"),
        ("azure-claims", "app"),
        ("azure-certificate", "certificate"),
        ("aws-saml-provider", "provider"),
        ("aws-role", "role"),
        ("aws-instance", "instance"),
        ("aws-users", "user"),
        ("azure-assignments", "app"),
    ],
)
def test_a_finding_breaks_the_link_its_step_makes(step: str, link: str) -> None:
    found = verdicts(build_trust([finding("anything", Level.ERROR, step)]))
    assert [key for key, verdict in found.items() if verdict == "broken"] == [link]


def test_a_wrong_policy_breaks_the_policy_and_not_the_role_that_carries_it() -> None:
    found = verdicts(build_trust([finding("role-policy-instance", Level.ERROR, "aws-role")]))
    assert (found["policy"], found["role"], found["instance"]) == ("broken", "unknown", "unknown")


def test_one_error_outweighs_what_is_fine_and_only_it_is_told() -> None:
    found = [finding("a", Level.OK, "aws-role", "Fine."), finding("b", Level.ERROR, "aws-role", "Wrong.")]
    (role,) = (link for link in build_trust(found).links if link.kind.key == "role")
    assert (role.verdict, role.sentences) == ("broken", ("Wrong.",))


def test_of_a_link_that_holds_only_the_doubts_are_told() -> None:
    found = [finding("a", Level.OK, "aws-role", "Fine."), finding("b", Level.OK, "aws-role", "Fine too.")]
    doubt = finding("c", Level.WARNING, "aws-role", "Soon too old.")
    (role,) = (link for link in build_trust([*found, doubt]).links if link.kind.key == "role")
    assert (role.verdict, role.passed, role.sentences) == ("ok", 2, ("Soon too old.",))


def test_a_warning_alone_proves_nothing() -> None:
    found = [finding("connect-user-not-checked", Level.WARNING, "aws-users", "Not checked.")]
    user = build_trust(found).links[-1]
    assert (user.verdict, user.sentences) == ("unknown", ("Not checked.",))


def test_the_joints_beside_a_broken_link_are_broken() -> None:
    joints = build_trust([finding("x", Level.ERROR, "aws-saml-provider")]).joints
    assert [joint.verdict for joint in joints] == [
        "unknown",
        "broken",
        "broken",
        "unknown",
        "unknown",
        "unknown",
    ]


def test_the_summary_names_the_broken_link() -> None:
    assert build_trust([finding("x", Level.ERROR, "aws-role")]).summary == "The chain is broken at: Role."


def test_a_chain_that_holds_says_so() -> None:
    steps = (
        "azure-application",
        "azure-certificate",
        "aws-saml-provider",
        "aws-role",
        "aws-instance",
        "aws-users",
    )
    found = [finding("fine", Level.OK, step) for step in steps] + [finding("policy", Level.OK)]
    assert build_trust(found).summary == "Every link of the chain holds."
