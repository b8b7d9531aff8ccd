"""A role read back, beside what it must be: made by Handoff or by hand."""

from functools import partial

from federation.clouds.aws import policies
from federation.clouds.aws.regions import sign_in_addresses
from federation.clouds.aws.roles import FederationRole
from federation.findings import Finding, Level, compare
from federation.sides import Side


def role_findings(
    role: FederationRole | None,
    *,
    role_arn: str,
    provider_arn: str,
    instance_arn: str,
    region: str,
    step: str,
) -> tuple[Finding, ...]:
    """Everything AWS looks at before it lets a person be the role and sign in. `None`: no such role."""
    exists = compare(
        code="role-exists",
        owner=Side.AWS,
        what="The ARN of the role",
        expected=role_arn,
        actual=role.arn if role else "not found",
        fix="Run this step again, or correct the role ARN in the record.",
        step=step,
    )
    if role is None:
        return (exists,)
    return (
        exists,
        _provider(role, provider_arn, step),
        _audience(role, provider_arn, region, step),
        _policy(role, instance_arn, step),
    )


def _provider(role: FederationRole, provider_arn: str, step: str) -> Finding:
    trusted = policies.trusted_providers(role.trust)
    return compare(
        code="role-trust-provider",
        owner=Side.AWS,
        what="The SAML provider the role trusts",
        expected=provider_arn,
        actual=provider_arn if provider_arn in trusted else ", ".join(trusted) or "none",
        fix=f"Let the trust policy of {role.name} name this provider with {policies.ASSUME}.",
        step=step,
    )


def _audience(role: FederationRole, provider_arn: str, region: str, step: str) -> Finding:
    wanted = sign_in_addresses(region)
    trusted = policies.trusted_addresses(role.trust, provider_arn=provider_arn)
    finding = partial(
        compare,
        code="role-trust-audience",
        owner=Side.AWS,
        what="The list of sign-in addresses the role trusts",
        expected=", ".join(wanted),
        fix=f"Let SAML:aud in the trust policy of {role.name} list both addresses.",
        step=step,
    )
    if trusted is None:
        return Finding(
            code="role-trust-audience",
            level=Level.WARNING,
            owner=Side.AWS,
            message="The role trusts every sign-in address: its trust policy has no condition on SAML:aud.",
            expected=", ".join(wanted),
            actual="any",
            fix=f"Add the condition on SAML:aud to the trust policy of {role.name}.",
            step=step,
        )
    missing = [address for address in wanted if address not in trusted]
    return finding(actual=", ".join(trusted) or "none") if missing else finding(actual=", ".join(wanted))


def _policy(role: FederationRole, instance_arn: str, step: str) -> Finding:
    wanted = policies.federation_resource(instance_arn)
    allowed = [
        resource
        for permissions in role.permissions.values()
        for resource in policies.federation_resources(permissions, instance_arn=instance_arn)
    ]
    fits = any(policies.covers(resource, instance_arn=instance_arn) for resource in allowed)
    return compare(
        code="role-policy-instance",
        owner=Side.AWS,
        what=f"What {role.name} may sign in to ({policies.FEDERATE})",
        expected=wanted,
        actual=wanted if fits else ", ".join(allowed) or "nothing",
        fix=f"Let the inline policy of {role.name} allow {policies.FEDERATE} on the expected resource.",
        step=step,
    )
