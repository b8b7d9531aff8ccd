"""The probe list: for each rule a test that the sandbox refuses, and one that it accepts.

A new rule is one Probe in the module of its cloud. `docs/probes.md` is made from here.
"""

from tests.sandbox.probes import (
    aws_access,
    aws_connect,
    aws_lists,
    aws_quotas,
    aws_saml,
    aws_saml_texts,
    entra_applications,
    entra_people,
    entra_tokens,
    identity_center,
    misbehaviour,
)
from tests.sandbox.probes.probe import Probe

Subjects = dict[str, tuple[Probe, ...]]
CLOUDS: dict[str, Subjects] = {
    "AWS": {
        **aws_lists.SUBJECTS,
        **aws_quotas.SUBJECTS,
        **aws_access.SUBJECTS,
        **aws_connect.SUBJECTS,
        **identity_center.SUBJECTS,
    },
    "SAML redemption at AWS": {**aws_saml.SUBJECTS, **aws_saml_texts.SUBJECTS},
    "Entra": {**entra_tokens.SUBJECTS, **entra_applications.SUBJECTS, **entra_people.SUBJECTS},
    "Misbehaviour": misbehaviour.SUBJECTS,
}
PROBES: tuple[Probe, ...] = tuple(
    probe for subjects in CLOUDS.values() for probes in subjects.values() for probe in probes
)
