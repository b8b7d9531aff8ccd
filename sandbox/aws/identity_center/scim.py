"""SCIM 2.0 as Identity Center speaks it: which call goes where.

Source: AWS's "IAM Identity Center SCIM Implementation Developer Guide".
"""

from collections.abc import Callable, Mapping

from sandbox.aws.identity_center import scim_groups, scim_users
from sandbox.aws.identity_center.scim_calls import MOST_RESULTS, Answer, ScimCall, unparsable
from sandbox.rows import Row

_GUIDE = "https://docs.aws.amazon.com/singlesignon/latest/userguide"
_CONFIG: Row = {
    "schemas": ["urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"],
    "documentationUri": f"{_GUIDE}/manage-your-identity-source-idp.html",
    "authenticationSchemes": [
        {
            "type": "oauthbearertoken",
            "name": "OAuth Bearer Token",
            "description": "Authentication scheme using the OAuth Bearer Token Standard",
            "specUri": "https://www.rfc-editor.org/info/rfc6750",
            "documentationUri": f"{_GUIDE}/provision-automatically.html",
            "primary": True,
        }
    ],
    "patch": {"supported": True},
    "bulk": {"supported": False, "maxOperations": 1, "maxPayloadSize": 1048576},
    "filter": {"supported": True, "maxResults": MOST_RESULTS},
    "changePassword": {"supported": False},
    "sort": {"supported": False},
    "etag": {"supported": False},
}


def config(_: ScimCall) -> Answer:
    """GET /ServiceProviderConfig."""
    return 200, _CONFIG


# By method, kind and whether an id follows.
_CALLS: Mapping[tuple[str, str, bool], Callable[[ScimCall], Answer]] = {
    ("GET", "ServiceProviderConfig", False): config,
    ("GET", "Users", False): scim_users.list_all,
    ("POST", "Users", False): scim_users.create,
    ("GET", "Users", True): scim_users.get,
    ("PUT", "Users", True): scim_users.replace,
    ("PATCH", "Users", True): scim_users.patch,
    ("DELETE", "Users", True): scim_users.delete,
    ("GET", "Groups", False): scim_groups.list_all,
    ("POST", "Groups", False): scim_groups.create,
    ("GET", "Groups", True): scim_groups.get,
    ("PATCH", "Groups", True): scim_groups.patch,
    ("DELETE", "Groups", True): scim_groups.delete,
}


def handler(method: str, kind: str, number: str) -> Callable[[ScimCall], Answer]:
    """What carries out a call. Raises ScimError if AWS does not support it, as replacing groups by PUT."""
    found = _CALLS.get((method, kind, bool(number)))
    if found is None:
        raise unparsable(f"{method} of {kind} is not supported.")
    return found
