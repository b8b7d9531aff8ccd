"""Reading what people type: each function takes the raw text and returns the value or raises InvalidValue.

Every sentence says what was expected, because it is shown beside the field.
"""

import re
from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

from federation.arns import parse_instance_arn, parse_provider_arn, parse_role_arn
from federation.errors import InvalidValue
from federation.people import OTHER_NAMES, SignInPerson, is_session_name, names_refused

# Amazon Connect has 500 users an instance by default; this is only to keep a page from choking.
MOST_PEOPLE = 5000
GUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
REGION = re.compile(r"[a-z]{2}(?:-[a-z]{3,10}){1,2}-[0-9]")

# Region names come from botocore where it is at hand (clouds.aws.regions); this list only decides what
# is known to have no Amazon Connect, so that a new region is never refused.
REGIONS_WITHOUT_CONNECT = frozenset(
    "us-east-2 us-west-1 eu-west-1 eu-west-3 eu-north-1 eu-south-1 eu-south-2 eu-central-2 ap-south-1 "
    "ap-south-2 ap-east-1 ap-northeast-3 ap-southeast-3 ap-southeast-4 sa-east-1 me-south-1 me-central-1 "
    "il-central-1 ca-west-1 cn-north-1 cn-northwest-1".split()
)


def line(raw: str, *, what: str, most: int = 256) -> str:
    """One line of text, trimmed."""
    value = raw.strip()
    if not value:
        raise InvalidValue(f"Enter {what}.")
    if len(value) > most:
        raise InvalidValue(
            f"This has {len(value)} characters. {what[:1].upper() + what[1:]} has {most} at most."
        )
    if not value.isprintable():
        raise InvalidValue("This has line breaks or invisible characters. Enter one line of plain text.")
    return value


def matching(pattern: str, *, what: str, expected: str) -> Callable[[str], str]:
    """A reader for text that must match `pattern` as a whole; `expected` is the sentence that says so."""
    compiled = re.compile(pattern, re.ASCII)

    def read(raw: str) -> str:
        value = line(raw, what=what)
        if not compiled.fullmatch(value):
            raise InvalidValue(expected)
        return value

    return read


def choice(options: Mapping[str, str]) -> Callable[[str], str]:
    """A reader for one of the keys of `options`; the values are the labels people see."""

    def read(raw: str) -> str:
        value = raw.strip()
        if value not in options:
            raise InvalidValue(f"Choose one of: {', '.join(options.values())}.")
        return value

    return read


def guid(raw: str) -> str:
    """A GUID in lower case."""
    value = line(raw, what="an id").lower()
    if not GUID.fullmatch(value):
        raise InvalidValue("Expected an id of the form 12345678-1234-1234-1234-123456789012.")
    return value


def region(raw: str) -> str:
    """A region in which Amazon Connect is offered."""
    value = line(raw, what="a region such as eu-central-1").lower()
    if not REGION.fullmatch(value):
        raise InvalidValue("Expected the code of a region, such as eu-central-1.")
    if value in REGIONS_WITHOUT_CONNECT:
        raise InvalidValue(f"Amazon Connect is not offered in {value}. Enter the region of the instance.")
    return value


def instance_id(raw: str) -> str:
    """The id of a Connect instance; a pasted instance ARN is read down to its id."""
    value = line(raw, what="the id of an instance", most=2048)
    if value.startswith("arn:"):
        return parse_instance_arn(value).name
    if "://" in value or ".my.connect.aws" in value:
        raise InvalidValue(
            "This is an address. Expected the id of the instance, of the form "
            "12345678-1234-1234-1234-123456789012, or its whole ARN."
        )
    return guid(value)


def account_id(raw: str) -> str:
    """A 12-digit account id; dashes as the console prints them are accepted."""
    value = raw.strip().replace("-", "")
    if not re.fullmatch(r"[0-9]{12}", value):
        raise InvalidValue("Expected the 12 digits of an AWS account, such as 111122223333.")
    return value


def https_url(raw: str) -> str:
    """An absolute https address."""
    value = line(raw, what="an address", most=2048)
    expected = "Expected an address that begins with https://."
    try:
        parts = urlsplit(value)
    except ValueError as error:
        raise InvalidValue(expected) from error
    if parts.scheme != "https" or not parts.hostname or " " in value:
        raise InvalidValue(expected)
    return value


def web_address(raw: str) -> str:
    """As `https_url`, or plain http on this machine: the sandbox's pages."""
    parts = urlsplit(raw.strip())
    local = parts.scheme == "http" and parts.hostname in {"127.0.0.1", "localhost"}
    return line(raw, what="an address", most=2048) if local else https_url(raw)


def role_arn(raw: str) -> str:
    return str(parse_role_arn(raw))


def provider_arn(raw: str) -> str:
    return str(parse_provider_arn(raw))


def instance_arn(raw: str) -> str:
    return str(parse_instance_arn(raw))


def session_duration(raw: str) -> str:
    """Seconds as text, 900 to 43200 (AWS's bounds for the SessionDuration attribute)."""
    value = raw.strip()
    if not value.isdecimal() or not 900 <= int(value) <= 43200:
        raise InvalidValue("Expected a number of seconds from 900 (15 minutes) to 43200 (12 hours).")
    return str(int(value))


def name_lines(raw: str) -> tuple[str, ...]:
    """One name a line; empty lines and repetitions are dropped, the order is kept."""
    names = tuple(dict.fromkeys(part.strip() for part in raw.splitlines() if part.strip()))
    if not names:
        raise InvalidValue("Enter at least one name, one on each line.")
    for name in names:
        line(name, what="a name")
    return names


def people_lines(raw: str) -> tuple[SignInPerson, ...]:
    """One person a line: user name, first name, last name."""
    people = []
    for number, row in enumerate((part.strip() for part in raw.splitlines()), start=1):
        if not row:
            continue
        cells = [cell.strip() for cell in row.split(",")]
        if len(cells) != 3 or not all(cells):
            raise InvalidValue(
                f"Line {number}: expected user name, first name, last name, with commas between."
            )
        people.append(SignInPerson(cells[0], cells[0], cells[1], cells[2]))
    if not people:
        raise InvalidValue("Enter at least one person, one on each line.")
    if len(people) > MOST_PEOPLE:
        raise InvalidValue(f"These are {len(people)} people. Enter {MOST_PEOPLE} at most.")
    refused = [person.session_name for person in people if not is_session_name(person.session_name)]
    if refused:
        raise InvalidValue(f"{names_refused(refused)} {OTHER_NAMES}")
    return tuple(people)
