"""An Azure engineer at work on the simulated Contoso, with the real msal and msgraph-sdk."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NoReturn, cast
from urllib.parse import parse_qsl, urlsplit

import requests

from federation.clouds import Clouds
from federation.clouds.entra.patience import Patience
from federation.clouds.entra.sign_in import (
    ApplicationSignIn,
    EntraSignIn,
    PersonSignIn,
    begin_code_flow,
    finish_code_flow,
)
from federation.clouds.entra.tenant import EntraTenant, open_tenant
from federation.effects import MemoryEffects
from federation.endpoints import Endpoints
from federation.items import (
    APP_NAME,
    DESTINATION,
    DIRECTORY,
    INSTANCE_ARN,
    PRINCIPALS,
    PROVIDER_ARN,
    ROLE_ARN,
    SESSION_DURATION,
    SESSION_NAME_SOURCE,
    TENANT_ID,
    Item,
)
from federation.record import MemoryRecord
from federation.steps.base import Outcome, Step
from sandbox.entra import seed as contoso
from sandbox.entra.keys import self_signed
from sandbox.rows import Row
from sandbox.world import World

MARKER = "ab12cd34"
INSTANCE = "arn:aws:connect:eu-central-1:111122223333:instance/12345678-1234-1234-1234-123456789012"
ROLE = "arn:aws:iam::111122223333:role/ConnectSSO-ab12cd34"
PROVIDER = "arn:aws:iam::111122223333:saml-provider/ConnectSSO-ab12cd34"
QUICK = Patience(seconds=0.2, pause=0.01)
CALLBACK = "http://localhost:8000/entra/callback"
CLIENT: dict[str, Any] = {
    "client_id": contoso.CLIENT_ID,
    "secret": contoso.CLIENT_SECRET,
    "tenant": contoso.DOMAIN,
}


def no_aws() -> NoReturn:
    """The Azure side must get along without AWS."""
    raise AssertionError("an Azure step asked for AWS")


@dataclass
class Engineer:
    """One Azure engineer with a setup: the record so far, the clouds, and what the run log says."""

    world: World
    endpoints: Endpoints
    record: MemoryRecord
    clouds: Clouds
    said: list[str] = field(default_factory=list)

    def carry_out(self, step: Step) -> Outcome:
        """Run a step and let the record remember what it gave."""
        outcome = step.carry_out(self.record, self.clouds)
        for item, value in outcome.items.items():
            self.record.put(item, value)
        assert set(outcome.items) == set(step.gives)
        return outcome

    def findings(self, step: Step) -> dict[str, str]:
        """Code to level of everything the step observes."""
        return {one.code: str(one.level) for one in step.observe(self.record, self.clouds)}

    def plan(self, step: Step) -> list[str]:
        return [str(one.change) for one in step.plan(self.record, self.clouds)]

    def let_pass(self, seconds: float) -> None:
        """Open intents are that much older."""
        begun = cast("MemoryEffects", self.clouds.entra.effects).begun
        begun.update({key: at - seconds for key, at in begun.items()})

    def calls(self) -> Counter[str]:
        """How often each operation was called so far."""
        return Counter(call.operation for call in self.world.journal.calls)

    def row(self, table: str, item: Item[Any]) -> Row:
        """The row of the simulated cloud that an item of the record names."""
        return self.world.table(table)[self.record[item]]


def open_contoso(
    endpoints: Endpoints, *, sign_in: EntraSignIn | None = None, say: list[str] | None = None
) -> EntraTenant:
    """Contoso, as Handoff's app registration unless another sign-in is given. Close it."""
    return open_tenant(
        sign_in or ApplicationSignIn(contoso.CLIENT_ID, contoso.CLIENT_SECRET),
        tenant=contoso.DOMAIN,
        endpoints=endpoints,
        marker=MARKER,
        say=(say if say is not None else []).append,
        patience=QUICK,
    )


def answers() -> Mapping[Item[Any], Any]:
    return {
        DIRECTORY: contoso.DOMAIN,
        TENANT_ID: contoso.TENANT_ID,
        APP_NAME: "Amazon Connect",
        DESTINATION: "agent-workspace",
        INSTANCE_ARN: INSTANCE,
        ROLE_ARN: ROLE,
        PROVIDER_ARN: PROVIDER,
        SESSION_NAME_SOURCE: "userprincipalname",
        SESSION_DURATION: "43200",
        PRINCIPALS: (contoso.AGENTS, contoso.CAROL),
    }


def certificate_file(directory: Path, world: World) -> Path:
    """A PEM file with key and certificate, the certificate known to Handoff's app registration."""
    now = datetime.now(UTC)
    key = self_signed("Handoff", start=now, end=now + timedelta(days=30))
    registration = world.table("entra.registrations")[contoso.CLIENT_ID]
    registration["certificates"] = [key["certificate"]]
    file = directory / "handoff.pem"
    file.write_text(key["private"] + key["certificate"])
    return file


def consent_as(upn: str, auth_uri: str) -> dict[str, str]:
    """What the browser brings back when this person signs in on Entra's page."""
    page, query = auth_uri.split("?")
    form = {**dict(parse_qsl(query)), "user": contoso.stable_id(upn)}
    answer = requests.post(page, data=form, allow_redirects=False, timeout=5)
    return dict(parse_qsl(urlsplit(answer.headers["Location"]).query))


def signed_in(upn: str, endpoints: Endpoints) -> PersonSignIn:
    flow = begin_code_flow(**CLIENT, redirect_uri=CALLBACK, endpoints=endpoints)
    cache = finish_code_flow(flow, consent_as(upn, flow["auth_uri"]), **CLIENT, endpoints=endpoints)
    return PersonSignIn(contoso.CLIENT_ID, contoso.CLIENT_SECRET, cache)
