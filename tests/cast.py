"""The people of the wizard's tests, and plain factories for what they do."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

from django.http import HttpResponse, HttpResponseBase
from django.test.client import Client, ClientHandler
from django.urls import reverse

from federation.routes import DIRECT_CUSTOM
from federation.sides import Side
from federation.steps.base import Step
from sandbox.aws import seed as aws
from sandbox.entra import seed as entra
from tests.federation.responses import key_descriptor, metadata_xml, signer
from wizard import runner
from wizard.actions.answers import save_answers
from wizard.actions.runs import ask_for_plan, carry_out_plan, done_by_hand
from wizard.actions.setups import Participant, start_setup
from wizard.forms.steps import by_hand_form, questions_form
from wizard.models import Person, Role, Run, Setup
from wizard.record import SetupRecord

STARTED = datetime.now(UTC)
ROUTE = DIRECT_CUSTOM
APP_ID = "5b0c7c1e-1111-4222-8333-944455566677"
PROVIDER_ARN = f"arn:aws:iam::{aws.ACCOUNT}:saml-provider/ConnectSSO"
ROLE_ARN = f"arn:aws:iam::{aws.ACCOUNT}:role/ConnectSSO"
REPLY_URL = f"https://{aws.REGION}.signin.aws.amazon.com/saml"
RELAY_STATE = f"https://{aws.REGION}.console.aws.amazon.com/connect/federate/{aws.INSTANCE_ID}"
ACCESS_URL = f"https://launcher.myapps.microsoft.com/api/signin/{APP_ID}?tenantId={entra.TENANT_ID}"


def metadata(
    certificate: str = "contoso", *, tenant: str = entra.TENANT_ID, days: int = 1000, **rest: Any
) -> str:
    """What Entra publishes; the certificate is valid from `days` or 2 days ago, whichever is earlier."""
    begun = STARTED - timedelta(days=2 if days > 0 else 2 - days)
    der = signer(certificate, valid_from=begun, days=days if days > 0 else 1).der
    return metadata_xml(key_descriptor(der), entity_id=f"https://sts.windows.net/{tenant}/", **rest)


def by_hand_answers() -> dict[str, dict[str, str]]:
    """What the engineers type when they do everything by hand, by step."""
    return {
        "aws-connect": {"aws_region": aws.REGION, "aws_account": aws.ACCOUNT},
        "aws-instance": {
            "instance_arn": aws.INSTANCE_ARN,
            "instance_url": f"https://{aws.INSTANCE_ALIAS}.my.connect.aws",
        },
        "azure-connect": {"tenant_id": entra.TENANT_ID},
        "azure-application": {
            "app_name": "Amazon Connect of Contoso",
            "destination": "agent-workspace",
            "app_id": APP_ID,
            "app_object_id": "5b0c7c1e-2222-4222-8333-944455566677",
            "service_principal_id": "5b0c7c1e-3333-4222-8333-944455566677",
            "identifier": "urn:amazon:webservices#2",
            "reply_url": REPLY_URL,
            "relay_state": RELAY_STATE,
        },
        "azure-certificate": {"metadata_xml": metadata()},
        "aws-saml-provider": {"provider_name": "ConnectSSO", "provider_arn": PROVIDER_ARN},
        "aws-role": {"role_name": "ConnectSSO", "role_arn": ROLE_ARN},
        "azure-claims": {
            "session_name_source": "userprincipalname",
            "session_duration": "43200",
            "role_value": f"{ROLE_ARN},{PROVIDER_ARN}",
            "app_role_id": "5b0c7c1e-4444-4222-8333-944455566677",
        },
        "azure-assignments": {
            "principals": f"{entra.AGENTS}\n{entra.CAROL}",
            "people": f"{entra.ALICE}, Alice, Agent\n{entra.CAROL}, Carol, Lead",
        },
        "aws-users": {
            "security_profile": "Agent",
            "routing_profile": "Basic Routing Profile",
            "connect_users": f"{entra.ALICE}\n{entra.CAROL}",
        },
        "azure-access-url": {"user_access_url": ACCESS_URL},
    }


@dataclass(frozen=True)
class Cast:
    """Everybody. Otto takes part in another setup, where he may do everything; Olga may start setups."""

    setup: Setup
    elsewhere: Setup
    asha: Person
    wes: Person
    petra: Person
    olga: Person
    otto: Person

    def engineer(self, side: Side) -> Person:
        """Who works on a side."""
        return self.asha if side is Side.AZURE else self.wes


def assemble() -> Cast:
    """Olga starts a setup with Asha, Wes and Petra; Otto has one of his own."""
    olga = Person.objects.create_person(email="olga@contoso.example", name="Olga")
    olga.may_start_setups = True
    olga.save()
    team = (("Asha", Role.AZURE), ("Wes", Role.AWS), ("Petra", Role.MANAGER))
    setup = start_setup(
        by=olga,
        name="Connect for Contoso",
        route=ROUTE.key,
        participants=[Participant(name, f"{name.lower()}@contoso.example", role) for name, role in team],
    )
    alone = [Participant("Otto", "otto@fabrikam.example", role) for role in (Role.OWNER, Role.AZURE, Role.AWS)]
    elsewhere = start_setup(by=None, name="Connect for Fabrikam", route=ROUTE.key, participants=alone)
    everybody = {person.name.lower(): person for person in Person.objects.all()}
    return Cast(setup=setup, elsewhere=elsewhere, **everybody)


class Window(Client):
    """A browser window in which one person is signed in.

    All windows share one handler: loading the middleware looks through every static file.
    """

    _shared: ClassVar[ClientHandler] = ClientHandler(enforce_csrf_checks=False)

    def __init__(self, **rest: Any) -> None:
        super().__init__(**rest)
        self.handler = self._shared

    def look(self, page: str, *args: Any, **rest: Any) -> Any:
        """Open a page by the name of its address."""
        return self.get(reverse(page, args=args), **rest)

    def send(self, page: str, *args: Any, data: dict[str, Any] | None = None) -> Any:
        """Post a form to a page."""
        return self.post(reverse(page, args=args), data or {})

    def typed(self, page: str, *args: Any, **changes: Any) -> Any:
        """Open a page, change some of its fields, and press its button."""
        return self.send(page, *args, data=fields(self.look(page, *args)) | changes)


def fields(page: HttpResponse) -> dict[str, Any]:
    """What a browser would post back from the form of a page if nobody touched it."""
    form = page.context["form"]  # type: ignore[attr-defined] # the test client adds it
    values = {bound.name: bound.value() for bound in form if bound.value() is not None}
    return {name: value for name, value in values.items() if not name.endswith("_file")}


def beside(page: HttpResponse, field: str) -> str:
    """The errors beside one field of a page."""
    found = page.context["form"].errors.get(field, [])  # type: ignore[attr-defined] # as above
    assert all(str(error) in text(page) for error in found)
    return " ".join(map(str, found))


def text(page: HttpResponseBase) -> str:
    """A page as a person reads it: entities resolved."""
    from html import unescape

    return unescape(page.content.decode())  # type: ignore[attr-defined] # never a stream


def step(key: str) -> Step:
    return ROUTE.step(key)


def do_by_hand(cast: Cast, *keys: str, **changes: str) -> None:
    """The engineer of each step writes down that it was done by hand."""
    for key in keys:
        asked = step(key)
        typed = by_hand_answers()[key] | {k: v for k, v in changes.items() if k in by_hand_answers()[key]}
        form = by_hand_form(asked, SetupRecord(cast.setup), data=typed | {"base": base_of(cast, key)})
        assert form.is_valid(), form.errors.as_text()
        done_by_hand(cast.setup, asked, form.answers, by=cast.engineer(asked.side))


def base_of(cast: Cast, key: str) -> str:
    """The revisions a by-hand page opened now would remember."""
    return str(by_hand_form(step(key), SetupRecord(cast.setup)).initial["base"])


def do_everything_before(cast: Cast, key: str) -> None:
    """By hand, all steps of the route up to this one."""
    keys = [one.key for one in ROUTE.steps]
    do_by_hand(cast, *keys[: keys.index(key)])


def do_everything(cast: Cast) -> None:
    """By hand, the whole route."""
    do_by_hand(cast, *(one.key for one in ROUTE.steps))


def plan(cast: Cast, key: str, **changes: str) -> Run:
    """The engineer answers the questions (else their defaults) and a worker looks what would change."""
    run = ask(cast, key, **changes)
    runner.carry_out(str(run.pk))
    run.refresh_from_db()
    return run


def ask(cast: Cast, key: str, **changes: str) -> Run:
    """The engineer answers the questions of a step and asks what would change."""
    asked, record = step(key), SetupRecord(cast.setup)
    blank = questions_form(asked, record)
    form = questions_form(asked, record, data={**blank.initial, **changes})
    assert form.is_valid(), form.errors.as_text()
    by = cast.engineer(asked.side)
    save_answers(cast.setup, asked, form.answers, by=by)
    return ask_for_plan(cast.setup, asked, by=by)


def start(cast: Cast, key: str, **changes: str) -> Run:
    """The same, and agrees to the plan: a run that waits for a worker."""
    agreed = plan(cast, key, **changes)
    assert agreed.succeeded, agreed.error_message
    return carry_out_plan(agreed, by=cast.engineer(step(key).side))


def connect(cast: Cast, *sides: Side) -> None:
    """Handoff signs in itself, so that it can carry out steps of this side."""
    if Side.AWS in sides:
        assert work(start(cast, "aws-connect", aws_region=aws.REGION)).succeeded
    if Side.AZURE in sides:
        answers = {"entra_sign_in": "application", "directory": entra.INITIAL_DOMAIN}
        assert work(start(cast, "azure-connect", **answers)).succeeded


def work(run: Run) -> Run:
    """One worker takes the run once."""
    runner.carry_out(str(run.pk))
    run.refresh_from_db()
    return run


def rows(models: Iterable[Any]) -> dict[str, int]:
    """How many rows each table holds."""
    return {model.__name__: model.objects.count() for model in models}
