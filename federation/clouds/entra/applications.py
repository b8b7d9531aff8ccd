"""The application object: found by the setup's marker, made from the custom template.

The marker stands in a tag, so that the application may be called as people like. A name is only how it is
found in the moments between making it and tagging it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from federation.clouds.entra.patience import SETTLE_SECONDS
from federation.clouds.entra.tenant import EntraTenant
from federation.effects import Making
from federation.errors import AlreadyExists, CloudUnreachable, NeedsPerson, NotFound
from federation.sides import Side

WRITE = "Application.ReadWrite.All"
READ = "Application.Read.All"
_FIELDS = ["id", "appId", "displayName", "createdDateTime", "identifierUris", "web", "tags"]

# learn.microsoft.com/graph/api/applicationtemplate-instantiate: the custom (non-gallery) template by cloud.
_TEMPLATES = {
    "graph.microsoft.us": "4602d0b4-76bb-404b-bca9-2652e1a39c6d",
    "dod-graph.microsoft.us": "4602d0b4-76bb-404b-bca9-2652e1a39c6d",
    "microsoftgraph.chinacloudapi.cn": "5a532e38-1581-4918-9658-008dc27c1d68",
}
_GLOBAL_TEMPLATE = "8adf8e6e-67b2-4cf2-a259-e3dc5476c621"


@dataclass(frozen=True)
class Application:
    """An application (app registration) as far as it matters."""

    object_id: str
    app_id: str
    name: str
    identifiers: tuple[str, ...]
    reply_urls: tuple[str, ...]
    tags: tuple[str, ...]
    created: str = ""

    @property
    def bare(self) -> bool:
        """Whether nobody has done anything with it since it was made."""
        return not self.identifiers and not self.reply_urls


def marker_tag(tenant: EntraTenant) -> str:
    """The tag that says an application belongs to the setup."""
    return f"handoff:{tenant.marker}"


def working_name(tenant: EntraTenant, name: str) -> str:
    """The name an application is made under: `name`, with the marker if it lacks it."""
    return name if tenant.marker in name else f"{name} {tenant.marker}"


def read_application(tenant: EntraTenant, object_id: str) -> Application:
    """Raises NotFound."""
    found = tenant.read(
        tenant.graph.applications.by_application_id(object_id),
        doing="read the application",
        permission=READ,
        select=_FIELDS,
    )
    return _application(found)


def find_application(tenant: EntraTenant, *, name: str, recorded_id: str | None) -> Application | None:
    """The setup's application: the recorded one, else the tagged one, else the one being made."""
    if recorded_id:
        try:
            return read_application(tenant, recorded_id)
        except NotFound:
            tenant.say("The application of the record is gone; looking for one with the setup's marker.")
    found = tagged(tenant)
    if len(found) > 1:
        names = ", ".join(f"{one.name} ({one.app_id})" for one in found)
        raise NeedsPerson(
            f"{len(found)} applications carry the tag of this setup: {names}.",
            hint="Keep the one that is in use and delete the others in Entra, then try again.",
            owner=Side.AZURE,
        )
    return found[0] if found else _made_as(tenant, working_name(tenant, name))


def tagged(tenant: EntraTenant) -> list[Application]:
    """The applications that carry the setup's marker in a tag."""
    return _filtered(tenant, f"tags/any(t:t eq '{marker_tag(tenant)}')")


def applications_with_identifier(tenant: EntraTenant, identifier: str) -> list[Application]:
    """Whose identifier URI this is; identifier URIs are unique in a tenant."""
    return _filtered(tenant, f"identifierUris/any(u:u eq '{_quoted(identifier)}')")


def create_application(tenant: EntraTenant, name: str) -> Application:
    """Make application and service principal from the custom template, once.

    Microsoft's call may answer 404, 5xx or nothing although it made both, so that every such end is
    answered by looking for the name, which carries the marker. Raises CloudNotReady while nothing shows,
    NeedsPerson if nothing ever does: a second call could make a second application.
    """
    made_as = working_name(tenant, name)
    making = Making(f"application:{made_as}", f"the application “{made_as}”", SETTLE_SECONDS, again=False)
    return tenant.make_once(
        making, look=lambda: _made_as(tenant, made_as), send=lambda: _instantiate(tenant, made_as)
    )


def remove_duplicates(tenant: EntraTenant, application: Application, name: str) -> None:
    """Delete what an unanswered call to make `application` left behind: same marker, never used."""
    for other in named(tenant, working_name(tenant, name)):
        if other.object_id != application.object_id and other.bare:
            tenant.say(f"Removed the unused duplicate {other.name} ({other.app_id}).")
            tenant.call(
                tenant.graph.applications.by_application_id(other.object_id).delete(),
                doing="delete an unused duplicate",
                permission=WRITE,
            )


def update_application(tenant: EntraTenant, application: Application, **changes: Any) -> None:
    """PATCH: `display_name`, `tags`, `identifier_uris`, `app_roles`, `web`. Raises AlreadyExists."""
    from msgraph.generated.models.application import Application as Body

    tenant.call(
        tenant.graph.applications.by_application_id(application.object_id).patch(Body(**changes)),
        doing="change the application",
        permission=WRITE,
        just_seen=True,
    )


def set_reply_url(tenant: EntraTenant, application: Application, url: str) -> None:
    """Make `url` the only reply URL."""
    from msgraph.generated.models.web_application import WebApplication

    update_application(tenant, application, web=WebApplication(redirect_uris=[url]))


def set_identifier(tenant: EntraTenant, application: Application, candidates: Sequence[str]) -> str:
    """Give the application the first identifier nobody else has; returns it. Raises NeedsPerson."""
    for identifier in candidates:
        if applications_with_identifier(tenant, identifier):
            tenant.say(f"Another application already has the identifier {identifier}.")
            continue
        try:
            update_application(tenant, application, identifier_uris=[identifier])
        except AlreadyExists:
            tenant.say(f"Something else, perhaps deleted lately, already has the identifier {identifier}.")
        else:
            return identifier
    raise NeedsPerson(
        f"All identifiers up to {candidates[-1]} are taken in this tenant.",
        hint="Delete applications for Amazon Connect that nobody uses any more, then try again.",
        owner=Side.AZURE,
    )


def _instantiate(tenant: EntraTenant, name: str) -> None:
    from msgraph.generated.application_templates.item.instantiate.instantiate_post_request_body import (
        InstantiatePostRequestBody,
    )

    host = urlsplit(tenant.endpoints.graph).hostname or ""
    template = tenant.graph.application_templates.by_application_template_id(
        _TEMPLATES.get(host, _GLOBAL_TEMPLATE)
    )
    try:
        tenant.call(
            template.instantiate.post(InstantiatePostRequestBody(display_name=name)),
            doing="create the application",
            permission=WRITE,
        )
    except NotFound as error:
        # This call answers 404 also when it made the application (hashicorp/terraform-provider-azuread#1406).
        raise CloudUnreachable(error.message, owner=error.owner, detail=error.detail) from error


def _filtered(tenant: EntraTenant, query: str) -> list[Application]:
    rows = tenant.read_all(
        tenant.graph.applications,
        doing="look for applications",
        permission=READ,
        filter=query,
        select=_FIELDS,
    )
    return [_application(row) for row in rows]


def named(tenant: EntraTenant, name: str) -> list[Application]:
    """The applications of exactly this name."""
    return _filtered(tenant, f"displayName eq '{_quoted(name)}'")


def _made_as(tenant: EntraTenant, name: str) -> Application | None:
    # Of several, the one that is in use, else the oldest: every worker that looks comes to the same one.
    return min(named(tenant, name), key=lambda one: (one.bare, one.created, one.object_id), default=None)


def _quoted(text: str) -> str:
    return text.replace("'", "''")


def _application(row: Any) -> Application:
    return Application(
        object_id=row.id,
        app_id=row.app_id,
        name=row.display_name or "",
        identifiers=tuple(row.identifier_uris or ()),
        reply_urls=tuple((row.web and row.web.redirect_uris) or ()),
        tags=tuple(row.tags or ()),
        created=row.created_date_time.isoformat() if row.created_date_time else "",
    )
