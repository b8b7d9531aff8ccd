"""Rung 4: ask AWS for what its own sign-in page asks, with a response that was meant for it.

One call to sts:AssumeRoleWithSAML and one to connect:GetFederationToken, and none if a rule is broken. The
browser the response was copied from may have posted it to AWS before.
"""

from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from federation.arns import parse_arn
from federation.checks.claims import claim_name
from federation.checks.connect_user import compare_user
from federation.checks.entra_refusals import explain_entra_refusal
from federation.checks.expected import Expected
from federation.checks.refusals import explain_refusal
from federation.checks.response_check import AWS_USERS
from federation.checks.response_checks import check_response, verdict
from federation.endpoints import Endpoints
from federation.errors import FederationError, NeedsPerson
from federation.findings import Finding, Level
from federation.items import CONNECT_USERS, INSTANCE_ARN, METADATA_XML, PROVIDER_ARN, REPLY_URL, ROLE_ARN
from federation.record import Record
from federation.saml.capture import read_capture
from federation.saml.metadata import read_metadata
from federation.saml.response import SamlResponse, read_response
from federation.sides import Side

if TYPE_CHECKING:
    from federation.clouds.aws.redeem import Redemption


class Redeem(Protocol):
    """See federation.clouds.aws.redeem.redeem."""

    def __call__(
        self, assertion: str, *, role_arn: str, provider_arn: str, instance_arn: str, endpoints: Endpoints
    ) -> "Redemption": ...


def check_real_thing(
    captured_text: str, record: Record, *, endpoints: Endpoints, now: datetime, redeem: Redeem | None = None
) -> tuple[Finding, ...]:
    """Walk AWS's rules over the captured response; if none fails, make both calls with it.

    Where Entra let nobody through, its error text says why and is explained instead. `now` is
    timezone-aware. Raises InvalidValue if the text holds no response, NeedsPerson if the record
    lacks metadata, role, provider or instance. No finding carries the response or what it gives.
    """
    if refusal := explain_entra_refusal(captured_text):
        return (refusal,)
    _require(record)
    captured = read_capture(captured_text)
    metadata = read_metadata(record[METADATA_XML])
    response = read_response(captured.saml_response_base64, metadata.certificates)
    expected = Expected(
        metadata=metadata,
        role_arn=record[ROLE_ARN],
        provider_arn=record[PROVIDER_ARN],
        instance_arn=record[INSTANCE_ARN],
        reply_url=record.get(REPLY_URL),
        connect_users=_users_to_compare(record, _session_name(response)),
        now=now,
    )
    findings = check_response(response, expected)
    # AWS itself is asked next whether the user is there.
    findings = tuple(finding for finding in findings if finding.code != "connect-user-not-checked")
    if verdict(findings) == "reject":
        return findings
    return (*findings, *_redeemed(captured.saml_response_base64, response, expected, endpoints, redeem))


def _require(record: Record) -> None:
    missing = [
        item.label for item in (METADATA_XML, PROVIDER_ARN, ROLE_ARN, INSTANCE_ARN) if item not in record
    ]
    if missing:
        raise NeedsPerson(
            f"A login cannot be checked yet: the record has no {', '.join(missing)}.",
            hint="Finish the steps that give them first.",
        )


def _session_name(response: SamlResponse) -> str:
    values = response.assertion.values(claim_name("RoleSessionName")) if response.assertion else ()
    return values[0] if len(values) == 1 else ""


def _users_to_compare(record: Record, session_name: str) -> tuple[str, ...] | None:
    """The record's users, if one of them can be meant; it need not know every user of the instance."""
    users = record.get(CONNECT_USERS) or ()
    return users if session_name.casefold() in map(str.casefold, users) else None


def _redeemed(
    assertion: str, response: SamlResponse, expected: Expected, endpoints: Endpoints, redeem: Redeem | None
) -> tuple[Finding, ...]:
    # Imported late: boto3 is large, and the offline rules do not need it.
    from federation.clouds.aws.redeem import RedemptionRefused
    from federation.clouds.aws.redeem import redeem as redeem_at_aws

    try:
        redemption = (redeem or redeem_at_aws)(
            assertion,
            role_arn=expected.role_arn,
            provider_arn=expected.provider_arn,
            instance_arn=expected.instance_arn or "",
            endpoints=endpoints,
        )
    except RedemptionRefused as refused:
        finding = explain_refusal(refused.stage, refused.code, refused.message, expected=expected)
        return (_about_user(finding, _session_name(response)),)
    except FederationError as error:
        return (_not_asked(error),)
    return (_proven(_session_name(response), redemption, expected),)


def _about_user(finding: Finding, session_name: str) -> Finding:
    """The finding that a user is missing names the user; AWS's own text does not."""
    if finding.code != "connect-user":
        return finding
    named = compare_user(session_name, ())
    return AWS_USERS.fault(
        finding.code, named.message, expected=session_name, actual=finding.actual, fix=named.fix
    )


def _not_asked(error: FederationError) -> Finding:
    return Finding(
        code=error.code,
        level=Level.ERROR,
        owner=error.owner or Side.AWS,
        message=f"AWS could not be asked: {error.message}",
        fix=error.hint,
        step="aws-connect",
    )


def _proven(session_name: str, redemption: "Redemption", expected: Expected) -> Finding:
    instance = parse_arn(expected.instance_arn or "").name
    return AWS_USERS.fine(
        "login-proven",
        f"The login works: AWS let {session_name} in as a user of the Connect instance.",
        expected=f"a Connect login to instance {instance}",
        actual=f"{session_name} ({redemption.user_arn or redemption.user_id})",
    )
