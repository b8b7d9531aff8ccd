"""The two policies of the role, and what other people's policies amount to."""

import json
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from typing import Any

from federation.arns import parse_arn
from federation.clouds.aws.regions import sign_in_addresses

Policy = Mapping[str, Any]

FEDERATE = "connect:GetFederationToken"
ASSUME = "sts:AssumeRoleWithSAML"


def trust_policy(*, provider_arn: str, region: str) -> dict[str, Any]:
    """Who may take the role: people the provider vouches for, at the global and the region's address.

    Source: Amazon Connect administrator guide, "Configure SAML with IAM". TagSession is there so that a
    later claim with a tag does not break every sign-in.
    """
    return _policy(
        {
            "Effect": "Allow",
            "Principal": {"Federated": provider_arn},
            "Action": [ASSUME, "sts:TagSession"],
            "Condition": {"StringEquals": {"SAML:aud": list(sign_in_addresses(region))}},
        }
    )


def federation_resource(instance_arn: str) -> str:
    """What the role may sign in to: its own Connect user on one instance, and nothing else."""
    return f"{instance_arn}/user/${{aws:userid}}"


def federation_policy(*, instance_arn: str) -> dict[str, Any]:
    """What the role may do. Source: Amazon Connect administrator guide, "Configure SAML with IAM"."""
    return _policy(
        {
            "Sid": "ConnectFederation",
            "Effect": "Allow",
            "Action": FEDERATE,
            "Resource": [federation_resource(instance_arn)],
        }
    )


def _policy(statement: dict[str, Any]) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": [statement]}


def text(policy: Policy) -> str:
    """A policy as people read and paste it."""
    return json.dumps(policy, indent=2)


def parse(document: object) -> Policy:
    """A policy as botocore hands it over: parsed already, or text if it was no JSON."""
    if isinstance(document, str):
        try:
            document = json.loads(document)
        except ValueError:
            return {}
    return document if isinstance(document, Mapping) else {}


def same(one: Policy, other: Policy) -> bool:
    """Whether two policies say the same: IAM may turn lists of one into plain values and reorder lists."""
    return bool(_canonical(one) == _canonical(other))


def _canonical(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _canonical(value[key]) for key in sorted(value)}
    if not isinstance(value, list | tuple):
        return value
    parts = sorted((_canonical(part) for part in value), key=repr)
    return parts[0] if len(parts) == 1 else parts


def as_list(value: Any) -> list[Any]:
    """IAM writes one value or a list of them."""
    if value is None:
        return []
    return list(value) if isinstance(value, list | tuple) else [value]


def _allowing(policy: Policy, action: str) -> Iterator[Mapping[str, Any]]:
    for statement in as_list(policy.get("Statement")):
        actions = as_list(statement.get("Action"))
        if statement.get("Effect") == "Allow" and any(_matches(action, pattern) for pattern in actions):
            yield statement


def _matches(action: str, pattern: str) -> bool:
    # Actions ignore letter case; "*" and "?" are IAM's wildcards.
    return fnmatchcase(action.lower(), str(pattern).lower())


def trusted_providers(trust: Policy) -> tuple[str, ...]:
    """Every SAML provider the trust lets people in from."""
    found = [
        str(provider)
        for statement in _allowing(trust, ASSUME)
        if isinstance(statement.get("Principal"), Mapping)
        for provider in as_list(statement["Principal"].get("Federated"))
    ]
    return tuple(dict.fromkeys(found))


def trusted_addresses(trust: Policy, *, provider_arn: str) -> tuple[str, ...] | None:
    """The addresses the trust accepts for this provider; None if it does not look at the address at all."""
    found: list[str] = []
    for statement in _allowing(trust, ASSUME):
        principal = statement.get("Principal")
        if not isinstance(principal, Mapping) or provider_arn not in as_list(principal.get("Federated")):
            continue
        values = list(_condition(statement, "SAML:aud"))
        if not values:
            return None
        found += values
    return tuple(dict.fromkeys(found))


def _condition(statement: Mapping[str, Any], key: str) -> Iterator[str]:
    for operator, tests in (statement.get("Condition") or {}).items():
        if operator.startswith(("StringEquals", "StringLike")):
            for name, values in tests.items():
                if name.lower() == key.lower():
                    yield from map(str, as_list(values))


def federation_resources(permissions: Policy, *, instance_arn: str) -> tuple[str, ...]:
    """What a policy lets people sign in to; a condition on the instance is written out as its resource.

    Denials are not looked at: the real sign-in finds those.
    """
    found: list[str] = []
    for statement in _allowing(permissions, FEDERATE):
        instances = tuple(_condition(statement, "connect:InstanceId"))
        wanted = parse_arn(instance_arn).name
        if instances and wanted not in instances:
            found += [f"instance {name}" for name in instances]
        else:
            found += map(str, as_list(statement.get("Resource")))
    return tuple(dict.fromkeys(found))


def covers(resource: str, *, instance_arn: str) -> bool:
    """Whether a resource of a policy includes everybody's own user on the instance."""
    # A resource with ${aws:userid} is compared as text; "[" is no wildcard of IAM.
    return fnmatchcase(federation_resource(instance_arn), resource.replace("[", "[[]"))
