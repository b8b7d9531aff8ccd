"""What is ours: only things that carry this setup's tag are changed, or that its record names by their ARN."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from federation.arns import parse_arn
from federation.clouds.aws.account import TAG_KEY, AwsAccount
from federation.errors import AnswerRefused
from federation.findings import Finding, Level
from federation.items import Item
from federation.sides import Side


@dataclass(frozen=True)
class Owned:
    """A thing that can carry our tag. `name_item` is the answer that gave its name; `what` a noun for people.

    `marker` is the value of its tag, "" without one.
    """

    what: str
    name_item: Item[str]
    arn: str
    marker: str

    @property
    def name(self) -> str:
        return parse_arn(self.arn).name


def takes_over(account: AwsAccount, thing: Owned, *, recorded: str) -> bool:
    """Whether changing the thing means to take it over: made by hand, but named by the record (`recorded`).

    False if it carries this setup's tag. Raises AnswerRefused on the name if it is somebody else's.
    """
    if thing.marker == account.marker:
        return False
    if not thing.marker and thing.arn == recorded:
        return True
    whose = f"belongs to the setup {thing.marker}" if thing.marker else "was not made by this setup"
    raise AnswerRefused(
        thing.name_item.key,
        f"There already is a {thing.what} {thing.arn}, and it {whose}.",
        hint=_ways_out(account, thing),
        owner=Side.AWS,
    )


def _ways_out(account: AwsAccount, thing: Owned) -> str:
    if thing.marker:
        return f"Enter another name. The setup {thing.marker} still needs this {thing.what}."
    return (
        f"Enter another name. If it is the right {thing.what}, enter its ARN under “Do it by hand”: then this "
        f"setup takes it over. The tag {TAG_KEY} with the value {account.marker} says the same."
    )


def taking_over(account: AwsAccount, what: str) -> str:
    """The part of a plan that says that a thing made by hand becomes ours."""
    return f"takes over the {what} that was made by hand, and tags it {TAG_KEY}={account.marker}"


def tag_findings(account: AwsAccount, thing: Owned, *, code: str, step: str) -> tuple[Finding, ...]:
    """A warning if the thing does not carry this setup's tag: it works, but Handoff cannot update it."""
    if thing.marker == account.marker:
        return ()
    finding = Finding(
        code=code,
        level=Level.WARNING,
        owner=Side.AWS,
        message=f"The {thing.what} {thing.name} has no tag of this setup: Handoff cannot update it later.",
        expected=f"{TAG_KEY}={account.marker}",
        actual=f"{TAG_KEY}={thing.marker}" if thing.marker else "no such tag",
        fix=_how_to_mend(account, thing),
        step=step,
    )
    return (finding,)


def _how_to_mend(account: AwsAccount, thing: Owned) -> str:
    if thing.marker:
        return (
            f"It belongs to the setup {thing.marker}. Update it by hand when something changes, or enter "
            "another name and run this step."
        )
    return (
        f"Add the tag {TAG_KEY} with the value {account.marker} to it in IAM, or run this step: it takes the "
        f"{thing.what} over and adds the tag itself."
    )


def other_name(answers: Mapping[str, Any], *, name: Item[str], arn: Item[str]) -> dict[str, str]:
    """After work by hand: the name that does not fit the ARN entered beside it, with what is wrong.

    With two names, a later run would look for the wrong thing and make another one.
    """
    typed, pasted = answers.get(name.key), answers.get(arn.key)
    if not typed or not pasted or parse_arn(pasted).name == typed:
        return {}
    return {name.key: f"The ARN names “{parse_arn(pasted).name}”. Enter that name here, or correct the ARN."}
