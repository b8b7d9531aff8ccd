"""What changes in a role, as "old → new", short enough for a line of a plan."""

import re
from collections.abc import Callable, Iterable

from federation.clouds.aws.policies import Policy, federation_resources, trusted_addresses, trusted_providers

_INSTANCE = re.compile(r"arn:[^:]+:connect:[^:]*:\d*:(instance/[^/]+)/.*")


def trust_change(old: Policy, new: Policy) -> str:
    """Other providers or sign-in addresses; when these are the same, the rest of the policy differs."""
    before, after = trusted_providers(old), trusted_providers(new)
    if before != after:
        return _arrow("SAML provider", before, after, shorten=_name)
    addresses, wanted = _addresses(old), _addresses(new)
    if sorted(addresses) != sorted(wanted):
        return _arrow("sign-in addresses", addresses, wanted)
    return "other actions or conditions than expected → those of Amazon's guide"


def _addresses(trust: Policy) -> tuple[str, ...]:
    found: list[str] = []
    for provider in trusted_providers(trust):
        some = trusted_addresses(trust, provider_arn=provider)
        found += ["every address"] if some is None else some
    return tuple(dict.fromkeys(found))


def policy_change(old: Policy, new: Policy, *, instance_arn: str) -> str:
    """The instances people may sign in to."""
    before = federation_resources(old, instance_arn=instance_arn)
    after = federation_resources(new, instance_arn=instance_arn)
    if sorted(before) == sorted(after):
        return "other statements than expected → only the sign-in"
    return _arrow("sign-in to", before, after, shorten=_instance)


def session_change(old: int, new: int) -> str:
    """Both in seconds."""
    return f"{old / 3600:.3g} h → {new / 3600:.3g} h"


def _arrow(what: str, old: Iterable[str], new: Iterable[str], *, shorten: Callable[[str], str] = str) -> str:
    before, after = list(old), list(new)
    short = [list(map(shorten, before)), list(map(shorten, after))]
    # The short forms of two accounts or regions may be the same; then only the whole values tell.
    shown = [before, after] if short[0] == short[1] else short
    return f"{what} {', '.join(shown[0]) or 'nothing'} → {', '.join(shown[1])}"


def _name(arn: str) -> str:
    return arn.rsplit("/", 1)[-1]


def _instance(resource: str) -> str:
    return _INSTANCE.sub(r"\1", resource)
