"""Console pages "IAM Identity Center" and "Settings": the instance, and automatic provisioning."""

from datetime import datetime

from markupsafe import Markup
from werkzeug.wrappers import Response

from sandbox.aws.identity_center import people, provisioning, sources
from sandbox.aws.pages.html import html_page
from sandbox.aws.pages.identity_center_forms import action_button, facts, link
from sandbox.aws.pages.identity_center_source import SOURCES
from sandbox.aws.pages.identity_center_visit import Visit, for_engineers


@for_engineers("sso:DescribeInstance")
def home(visit: Visit) -> Response:
    """The instance at a glance."""
    provider = sources.service_provider(visit.world, visit.instance)
    rows = (
        ("Instance ARN", visit.instance["InstanceArn"]),
        ("Identity store ID", visit.store),
        ("Region", visit.region),
        ("Management account", visit.instance["OwnerAccountId"]),
        ("AWS access portal URL", provider.portal_url),
        ("Identity source", dict(SOURCES)[sources.source_of(visit.world, visit.store)["type"]]),
        ("Users", ", ".join(row["UserName"] for row in people.users_of(visit.world, visit.store))),
        ("Groups", ", ".join(row["DisplayName"] for row in people.groups_of(visit.world, visit.store))),
    )
    links = (("/settings", "Settings"), ("/applications", "Applications"))
    pages = Markup("").join(
        Markup("<li>{}</li>").format(link(visit.address(path), text)) for path, text in links
    )
    body = facts(rows) + Markup("<ul>{}</ul>").format(pages)
    return html_page("IAM Identity Center", body, page="identity-center", user=visit.caller.name)


@for_engineers("sso:DescribeInstance")
def settings(visit: Visit) -> Response:
    """Identity source, and automatic provisioning if the source is external."""
    return _settings(visit)


def _settings(visit: Visit, *, token: str = "", notice: str = "") -> Response:
    source = sources.source_of(visit.world, visit.store)
    body = Markup("<h2>Identity source</h2><p>{}</p><p>{}</p>").format(
        dict(SOURCES)[source["type"]],
        link(visit.address("/settings/identity-source"), "Change identity source"),
    )
    if source["type"] == sources.EXTERNAL:
        body += Markup("<h2>Automatic provisioning</h2>") + _provisioning(visit, token)
    if notice:
        body = Markup('<p role="alert" class="error">{}</p>').format(notice) + body
    return html_page("IAM Identity Center: Settings", body, page="settings", source=source["type"], token=token)


def _provisioning(visit: Visit, token: str) -> Markup:
    endpoint = provisioning.endpoint(visit.world, visit.instance)
    address = visit.address("/settings/provisioning")
    if not endpoint:
        return Markup("<p>Not enabled.</p>") + action_button(address, "Enable automatic provisioning")
    shown = facts([("SCIM endpoint", endpoint)])
    if token:
        text = "It is shown only now. Copy it before you leave this page."
        shown += Markup("<p>{}</p>").format(text) + facts([("Access token", token)])
    rows = provisioning.tokens_of(visit.world, visit.store)
    return (
        shown
        + Markup("<h3>Access tokens</h3>")
        + Markup("").join(_token(visit, row) for row in rows)
        + (action_button(f"{address}/tokens", "Generate token"))
    )


def _token(visit: Visit, row: dict[str, str]) -> Markup:
    end = datetime.fromisoformat(row["ends"]).date().isoformat()
    button = action_button(visit.address(f"/settings/provisioning/tokens/{row['id']}/delete"), "Delete token")
    return Markup("<p>Token {} expires on {}.</p>{}").format(row["id"], end, button)


@for_engineers("sso-directory:CreateProvisioningTenant")
def enable_provisioning(visit: Visit) -> Response:
    """POST: the endpoint with its first token."""
    if sources.source_of(visit.world, visit.store)["type"] != sources.EXTERNAL:
        return _settings(visit, notice="Automatic provisioning needs an external identity provider.")
    if provisioning.endpoint(visit.world, visit.instance):
        return _settings(visit, notice="Automatic provisioning is enabled already.")
    provisioning.enable(visit.world, visit.store)
    return _settings(visit, token=provisioning.add_token(visit.world, visit.store))


@for_engineers("sso-directory:CreateBearerToken")
def add_token(visit: Visit) -> Response:
    """POST: another token, if there are fewer than two."""
    if not provisioning.endpoint(visit.world, visit.instance):
        return _settings(visit, notice="Enable automatic provisioning first.")
    try:
        token = provisioning.add_token(visit.world, visit.store)
    except provisioning.TooManyTokens:
        return _settings(visit, notice="You can have two access tokens at most. Delete one first.")
    return _settings(visit, token=token)


@for_engineers("sso-directory:DeleteBearerToken")
def delete_token(visit: Visit, token: str) -> Response:
    """POST."""
    provisioning.delete_token(visit.world, token)
    return visit.go("/settings")
