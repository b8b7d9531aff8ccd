"""Whether a response may be redeemed a second time.

Documented is only that it must be redeemed within five minutes of its issue. In practice STS takes the same
response again during that time: public clients cache it for just that purpose (Versent/saml2aws issue 526,
cevoaustralia/aws-google-auth pull request 47). SAML 2.0 (profiles, 4.1.4.5) asks receivers not to. The
sandbox is the stricter of the two by default, so that nothing comes to depend on a response being good
twice: the sign-in page takes it once, and so does the API, each for itself, because a response that a
browser has brought to the page is just what people capture for the API. `saml_replay` of the account's row,
"refuse" or "allow", chooses. The sentence of the refusal is the sandbox's own.
"""

from datetime import timedelta

from sandbox.aws.ids import timestamp
from sandbox.aws.saml.response import invalid
from sandbox.aws.saml.rules import REDEEM_WITHIN, Redemption
from sandbox.world import World

ALREADY_USED = "Response has already been redeemed"


def use_once(world: World, claim: Redemption) -> None:
    """Remember the assertion for as long as it could be redeemed. Raises AwsError if it is remembered."""
    account = claim.role["account"] if claim.role else ""
    if world.table("aws.accounts").get(account, {}).get("saml_replay", "refuse") == "allow":
        return
    used = world.table("sts.assertions")
    now = timestamp(claim.now)
    for key in [key for key, row in used.items() if row["until"] < now]:
        del used[key]
    place = "api" if claim.receivers is None else "page"
    key = f"{place} {claim.assertion.issuer} {claim.assertion.id}"
    if key in used:
        raise invalid(ALREADY_USED)
    issued = claim.assertion.issued_at or claim.now
    used[key] = {"until": timestamp(issued + REDEEM_WITHIN + timedelta(seconds=1))}
