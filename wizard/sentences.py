"""What an event says. Events store a key and data; the sentence is made when it is read."""

from wizard.models import Event

SENTENCES: dict[str, str] = {
    "setup-started": "{who} started this setup.",
    "person-added": "{who} added {name} as {role}.",
    "answer-given": "{who} entered {what}.",
    "plan-asked": "{who} looked at what “{step}” would change.",
    "run-asked": "{who} started “{step}”.",
    "run-succeeded": "“{step}” is done.",
    "run-failed": "“{step}” did not work.",
    "done-by-hand": "{who} did “{step}” by hand.",
    "items-given": "Into the record came: {what}.",
    "signed-in-to-entra": "{who} signed in to Microsoft Entra ID.",
    "check-asked": "{who} asked for the login check.",
    "check-passed": "The login check found nothing wrong.",
    "check-failed": "The login check found {count} to mend.",
    "login-proven": "A real sign-in reached Amazon Connect.",
    "login-refused": "A real sign-in did not get through.",
    "look-asked": "{who} let Handoff look whether something changed.",
    "drift-found": "Somebody changed “{step}” in {cloud}. {message} It was {was}, it is {now}. The change was "
    "made after {right}, when it was last found right.",
    "differs-found": "“{step}” is not in {cloud} as it was written down. {message} Written down is {was}, "
    "there is {now}.",
    "drift-ended": "“{step}” in {cloud} is again as it should be.",
    "certificate-ends": "The certificate Entra signs with ends on {day}. {when}",
    "kept-as-is": "{who} kept what was found in {cloud} for “{step}”: {what}.",
    "undo-plan-asked": "{who} looked at what undoing {what} would remove.",
    "inventory-asked": "{who} let Handoff look what is still there of {what}.",
    "undo-asked": "{who} started to undo {what}.",
    "undone": "“{step}” is undone: what Handoff had made is removed, and its values are out of the record.",
    "undo-failed": "Undoing {what} did not work.",
}
"""Every event key there is. A test holds that each is used and that no other is written."""


WITHOUT_VALUES: dict[str, str] = {
    "drift-found": "Somebody changed “{step}” in {cloud}, after {right}, when it was last found right.",
    "differs-found": "“{step}” is not in {cloud} as it was written down.",
}
"""The same for those who may not read values."""


def sentence(event: Event, *, values: bool = False) -> str:
    """The event in words, for the timeline; with `values` for those who may read them."""
    who = event.person.name if event.person else "Handoff"
    words = SENTENCES if values else SENTENCES | WITHOUT_VALUES
    return words[event.key].format(who=who, **event.data)
