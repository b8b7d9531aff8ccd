"""Which tenant this is, and who is signed in."""

from dataclasses import dataclass

from federation.clouds.entra.tenant import EntraTenant
from federation.errors import UnexpectedResponse
from federation.sides import Side


@dataclass(frozen=True)
class Organization:
    """A tenant. `domains` are its verified domains in lower case."""

    tenant_id: str
    name: str
    domains: frozenset[str]

    def is_called(self, directory: str) -> bool:
        """Whether `directory`, a tenant id or domain, means this tenant."""
        return directory.lower() == self.tenant_id or directory.lower() in self.domains


def read_organization(tenant: EntraTenant) -> Organization:
    """GET /organization. With User.Read alone these three properties are filled."""
    page = tenant.read(
        tenant.graph.organization,
        doing="read the organization",
        permission="Organization.Read.All" if tenant.application_id else "User.Read",
        select=["id", "displayName", "verifiedDomains"],
    )
    if not page.value:
        raise UnexpectedResponse("Entra shows no organization to this sign-in.", owner=Side.AZURE)
    found = page.value[0]
    return Organization(
        tenant_id=found.id.lower(),
        name=found.display_name or found.id,
        domains=frozenset((domain.name or "").lower() for domain in found.verified_domains or ()),
    )


def read_caller(tenant: EntraTenant) -> str:
    """The user principal name of the signed-in person, or "application CLIENT_ID"."""
    if tenant.application_id:
        return f"application {tenant.application_id}"
    me = tenant.read(
        tenant.graph.me,
        doing="read who is signed in",
        permission="User.Read",
        select=["id", "userPrincipalName"],
    )
    return str(me.user_principal_name)
