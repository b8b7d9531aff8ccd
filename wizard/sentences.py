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
}
"""Every event key there is. A test holds that each is used and that no other is written."""


def sentence(event: Event) -> str:
    """The event in words, for the timeline."""
    who = event.person.name if event.person else "Handoff"
    return SENTENCES[event.key].format(who=who, **event.data)
