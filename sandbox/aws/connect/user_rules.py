"""What Amazon Connect demands of a user. Source: the API reference of CreateUser; texts are the sandbox's
own, except that of the e-mail address, which AWS's answers show.
"""

import re
import unicodedata

from sandbox.aws.calls import ApiCall
from sandbox.aws.connect.profiles import visible_profiles
from sandbox.aws.errors import AwsError
from sandbox.rows import Row

_SAML_NAME = re.compile(r"[a-zA-Z0-9_\-.\\@]{1,64}")
_OTHER_NAME = re.compile(r"[a-zA-Z0-9_\-.\\@]{1,20}")
_WHOLE_ADDRESS = re.compile(r"[^@]+@[^@.]+(\.[^@.]+)+")


def _invalid(text: str) -> AwsError:
    return AwsError("InvalidParameterException", text)


def check_name(name: str, *, saml: bool) -> None:
    """Raises AwsError unless the name has 64 letters at most (20 without SAML) that Connect can keep."""
    if not (_SAML_NAME if saml else _OTHER_NAME).fullmatch(name):
        raise _invalid("Invalid username. Allowed characters are a-z A-Z 0-9 _ - . \\ @")
    if "@" in name and not _WHOLE_ADDRESS.fullmatch(name):
        raise _invalid("Invalid username. Username can include @ only if used in an email format")


def check_identity(call: ApiCall, *, saml: bool) -> None:
    """Raises AwsError for a mail address on a SAML instance, missing names and odd Unicode."""
    info = call.params.get("IdentityInfo", {})
    if saml and "Email" in info:
        raise AwsError("InvalidRequestException", "Email is not required for this directory type")
    for name in ("FirstName", "LastName"):
        if not info.get(name):
            raise _invalid(f"{name} is required")
        if unicodedata.normalize("NFC", info[name]) != info[name]:
            raise _invalid(f"{name} must be in Unicode normalization form C")


def check_password(call: ApiCall, *, saml: bool) -> None:
    """Raises AwsError for a password on a SAML instance, or for none where Connect itself signs people in."""
    if saml and "Password" in call.params:
        raise AwsError("InvalidRequestException", "Password is not required for this directory type")
    if not saml and "Password" not in call.params:
        raise AwsError("InvalidRequestException", "Password is required for this directory type")


def check_profiles(call: ApiCall, instance: Row) -> None:
    """Raises AwsError unless the profiles that the call names are this instance's."""
    wanted = {
        "security-profile": call.params.get("SecurityProfileIds", []),
        "routing-profile": [call.params["RoutingProfileId"]] if "RoutingProfileId" in call.params else [],
    }
    for kind, numbers in wanted.items():
        known = {row["Id"] for row in visible_profiles(call.world, instance, kind)}
        if not set(numbers) <= known:
            raise _invalid(f"Invalid {kind} id")
