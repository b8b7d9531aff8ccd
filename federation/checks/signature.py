"""Is the response signed with a certificate of the metadata, and is that certificate still good?"""

from collections.abc import Iterator
from datetime import timedelta

from federation.checks.expected import Expected
from federation.checks.response_check import AZURE_ACCESS_URL, AZURE_CERTIFICATE, ResponseCheck
from federation.findings import Finding
from federation.items import CERTIFICATE_CHOICES
from federation.saml.certificates import Certificate
from federation.saml.response import SamlResponse
from federation.saml.signature import SignatureState

SOON = timedelta(days=60)
"""When Entra sends its first warning."""


def check(response: SamlResponse, expected: Expected) -> Iterator[Finding]:
    certificate = response.signature.certificate
    if certificate is None:
        yield _fault(response, expected)
        if response.assertion is not None:
            yield AZURE_CERTIFICATE.warning(
                "content-unverified",
                "No signature covers what the response says, so what follows explains it and proves nothing.",
            )
        return
    yield AZURE_CERTIFICATE.fine(
        "signature",
        "The response is signed with the certificate of the metadata.",
        expected=_thumbprints(expected),
        actual=certificate.thumbprint,
    )
    yield from _validity(certificate, expected)


def _thumbprints(expected: Expected) -> str:
    return ", ".join(certificate.thumbprint for certificate in expected.metadata.certificates)


def _fault(response: SamlResponse, expected: Expected) -> Finding:
    state, sent = response.signature.state, response.signature.sent_thumbprint
    if state is SignatureState.OTHER_CERTIFICATE:
        return AZURE_CERTIFICATE.fault(
            "signature-other-certificate",
            "Entra signed with a certificate that the metadata does not have (“Response signature invalid”).",
            expected=_thumbprints(expected),
            actual=sent,
            fix=f"If it was renewed on purpose, run this step with “{CERTIFICATE_CHOICES['active']}” and "
            f"update the SAML provider; else run it with “{CERTIFICATE_CHOICES['setup']}”, which switches "
            "back.",
        )
    if state is SignatureState.MISSING and not response.encrypted:
        return AZURE_CERTIFICATE.fault(
            "signature-missing",
            "The response is not signed, and AWS accepts only signed ones.",
            expected="a signed assertion",
            actual="no signature",
            fix="Choose “Sign SAML assertion” as the signing option of the certificate in Entra.",
        )
    return _spoiled(state, sent, expected)


def _spoiled(state: SignatureState, sent: str, expected: Expected) -> Finding:
    if state is SignatureState.MISSING:
        return AZURE_CERTIFICATE.fault(
            "signature-hidden",
            "Whether the response is signed cannot be seen, because it is encrypted.",
            expected=_thumbprints(expected),
            actual="encrypted",
            fix="Turn token encryption off for the application in Entra and sign in again.",
        )
    if state is SignatureState.MISPLACED:
        return AZURE_ACCESS_URL.fault(
            "signature-misplaced",
            "There is a signature, but it does not cover the assertion that AWS would read. "
            "Entra does not send such responses: this one was put together.",
            expected="a signature inside the element it covers",
            actual="a signature of something else",
            fix="Do not use this response. Sign in again and copy the new one without changing it.",
        )
    return AZURE_ACCESS_URL.fault(
        "signature-broken",
        "The signature does not fit the content: something was changed after Entra signed it "
        "(“Response signature invalid”).",
        expected=f"unchanged content, signed by {_thumbprints(expected)}",
        actual=f"changed content, or another key; the response names certificate {sent or 'none'}",
        fix="Sign in again and copy the response whole and unchanged. If it stays so, compare the active "
        "certificate in Entra with the one in the metadata.",
    )


def _validity(certificate: Certificate, expected: Expected) -> Iterator[Finding]:
    """Only warnings: IAM neither evaluates the dates nor warns of them (IAM user guide)."""
    date = f"{certificate.not_after:%d %B %Y}"
    if certificate.expired(expected.now):
        message, code = f"The signing certificate expired on {date}.", "certificate-expired"
    elif certificate.not_after - expected.now < SOON:
        message, code = f"The signing certificate expires on {date}.", "certificate-expires-soon"
    else:
        return
    yield AZURE_CERTIFICATE.warning(
        code,
        f"{message} AWS does not warn of it.",
        expected="more than 60 days left",
        actual=date,
        fix=f"Run this step with “{CERTIFICATE_CHOICES['new']}” and update the SAML provider right after: in "
        "between nobody can sign in.",
    )


SIGNATURE = ResponseCheck(
    "signature", "Signature", "Entra signed with a certificate that the metadata (and so AWS) knows.", check
)
