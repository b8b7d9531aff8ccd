"""Rung 4: ask AWS for what its own sign-in page asks, with a response that was meant for it.

One call to sts:AssumeRoleWithSAML and one to connect:GetFederationToken, and none if a rule is broken. The
browser the response was copied from may have posted it to AWS before.
"""

from collections.abc import Iterator, Sequence
from copy import copy
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from federation.arns import parse_arn
from federation.checks.claims import claim_name
from federation.checks.connect_user import missing_user
from federation.checks.entra_refusals import explain_entra_refusal
from federation.checks.expected import Expected
from federation.checks.refusals import explain_refusal
from federation.checks.response_check import AWS_USERS, AZURE_APPLICATION
from federation.checks.response_checks import check_response, verdict
from federation.endpoints import Endpoints
from federation.errors import FederationError, InvalidValue, NeedsPerson
from federation.findings import Finding, Level
from federation.items import (
    CONNECT_USERS,
    INSTANCE_ARN,
    METADATA_XML,
    PROVIDER_ARN,
    RELAY_STATE,
    REPLY_URL,
    ROLE_ARN,
)
from federation.record import Record
from federation.saml.capture import read_capture
from federation.saml.metadata import read_metadata
from federation.saml.response import SamlResponse, read_response
from federation.sides import Side

if TYPE_CHECKING:
    from federation.clouds.aws.redeem import Redemption


# Documented nowhere; SAML 2.0 (profiles, 4.1.4.5) asks receivers not to take a response twice.
_USED_BEFORE = "already been redeemed"


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
    timezone-aware. Raises InvalidValue if the text holds no response or one that was used before, NeedsPerson
    if the record lacks metadata, role, provider or instance, and a retryable CloudError if AWS gave no verdict.
    No finding carries the response or what it gives.
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
    findings += tuple(_page_opened(captured.relay_state, record.get(RELAY_STATE)))
    if verdict(findings) == "reject":
        return findings
    users = record.get(CONNECT_USERS) or ()
    return (*findings, *_redeemed(captured.saml_response_base64, response, expected, users, endpoints, redeem))


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


def _page_opened(sent: str | None, wanted: str | None) -> Iterator[Finding]:
    """AWS signs people in with any relay state, and then sends them to the page it names."""
    if sent and wanted and sent != wanted:
        yield AZURE_APPLICATION.fault(
            "relay-state",
            "The sign-in does not lead to the page of this setup: its relay state is another one.",
            expected=wanted,
            actual=sent,
            fix="Carry out the step of the application again: it sets the relay state.",
        )


def _redeemed(
    assertion: str,
    response: SamlResponse,
    expected: Expected,
    users: Sequence[str],
    endpoints: Endpoints,
    redeem: Redeem | None,
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
        if _USED_BEFORE in refused.message:
            raise _used_before() from refused
        finding = explain_refusal(refused.stage, refused.code, refused.message, expected=expected)
        if finding.code == "connect-user":
            finding = missing_user(_session_name(response), users, said=finding.actual)
        return (finding,)
    except FederationError as error:
        if error.retryable:
            raise _nothing_heard(error) from error
        return (_not_asked(error),)
    return (_proven(_session_name(response), redemption, expected),)


def _used_before() -> InvalidValue:
    """Says nothing about the setup; whoever checks needs a fresh one."""
    return InvalidValue(
        "This response was used already, and AWS takes each one once.",
        hint="Sign in again and paste the new response. What was checked before still counts.",
    )


def _nothing_heard(error: FederationError) -> FederationError:
    """Says nothing about the setup either. Nobody repeats it by itself: the response is kept nowhere."""
    heard = copy(error)
    heard.hint = (
        "Nothing was found out about the setup. Paste the response again in a moment, within its five "
        "minutes; if it was used by then, sign in once more."
    )
    return heard


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
