"""One tenant object makes Graph calls from ordinary code, in whatever thread."""

import threading
from collections.abc import Iterator
from typing import Any

import pytest

from federation.clouds.entra.applications import create_application
from federation.clouds.entra.organization import read_organization
from federation.clouds.entra.patience import TIMES_IN_PLACE, Patience
from federation.errors import (
    CloudFailed,
    CloudNotReady,
    CloudThrottled,
    NotFound,
    PermissionMissing,
)
from sandbox.entra import seed as contoso
from sandbox.faults import Fault
from tests.federation.entra_engineer import Engineer

pytest_plugins = ["tests.federation.entra_fixtures"]

NOBODY = "00000000-0000-4000-8000-000000000000"


def test_the_organization_is_read_with_its_domains(azure: Engineer) -> None:
    organization = read_organization(azure.clouds.entra)
    assert organization.name == contoso.TENANT_NAME
    assert organization.is_called("CONTOSO.example")
    assert organization.is_called(contoso.TENANT_ID.upper())
    assert not organization.is_called("fabrikam.example")


def test_it_works_in_a_thread_it_was_not_opened_in(azure: Engineer) -> None:
    tenant, names = azure.clouds.entra, list[str]()
    threads = [threading.Thread(target=lambda: names.append(read_organization(tenant).name)) for _ in range(2)]
    for thread in threads:
        thread.start()
        thread.join()
    assert names == [contoso.TENANT_NAME] * 2


@pytest.mark.parametrize(
    ("fault", "kind"),
    [(Fault.THROTTLE, CloudThrottled), (Fault.FAIL, CloudFailed), (Fault.DENY, PermissionMissing)],
)
def test_a_refused_call_is_not_sent_again_by_the_sdk(
    azure: Engineer, fault: Fault, kind: type[Exception]
) -> None:
    azure.world.faults.plan("GET /organization", fault, seconds=20 if fault is Fault.THROTTLE else 0)
    with pytest.raises(kind):
        read_organization(azure.clouds.entra)
    assert azure.calls()["GET /organization"] == 1


def test_a_short_pause_is_waited_out_in_place_and_then_nothing_was_done_twice(azure: Engineer) -> None:
    instantiate = "POST /applicationTemplates/{id}/instantiate"
    azure.world.faults.plan(instantiate, Fault.THROTTLE, times=3, seconds=0.01)
    before = len(azure.world.table("entra.applications"))
    create_application(azure.clouds.entra, "Once")
    assert azure.calls()[instantiate] == 4
    assert len(azure.world.table("entra.applications")) == before + 1


def test_short_pauses_without_end_give_the_run_back(azure: Engineer) -> None:
    azure.world.faults.plan("GET /organization", Fault.THROTTLE, times=100, seconds=0.01)
    with pytest.raises(CloudThrottled, match=r"Entra asked us to wait 0.01 s."):
        read_organization(azure.clouds.entra)
    assert azure.calls()["GET /organization"] == TIMES_IN_PLACE


def test_only_429_is_sent_again(azure: Engineer) -> None:
    azure.world.faults.plan("GET /organization", Fault.LOSE, status=503)
    with pytest.raises(CloudFailed):
        read_organization(azure.clouds.entra)
    assert azure.calls()["GET /organization"] == 1


async def _nothing() -> None: ...


def test_a_token_endpoint_that_wants_a_pause_is_heard(azure: Engineer) -> None:
    azure.world.faults.plan("*/oauth2/v2.0/token", Fault.THROTTLE, seconds=40)
    with pytest.raises(CloudThrottled, match="sign-in service asked us to wait 40 s") as caught:
        azure.clouds.entra.call(_nothing(), doing="x")
    assert (caught.value.retry_after, caught.value.unknown) == (40, False)


def test_a_token_endpoint_that_wants_a_short_pause_is_asked_again(azure: Engineer) -> None:
    azure.world.faults.plan("*/oauth2/v2.0/token", Fault.THROTTLE, times=2, seconds=0.01)
    assert read_organization(azure.clouds.entra).name == contoso.TENANT_NAME


@pytest.mark.parametrize("operation", ["*/oauth2/v2.0/token", "*/openid-configuration"])
def test_a_sign_in_service_that_is_out_of_order_is_tried_again_later(azure: Engineer, operation: str) -> None:
    azure.world.faults.plan(operation, Fault.FAIL, times=9)
    with pytest.raises(CloudFailed, match="out of order") as caught:
        azure.clouds.entra.call(_nothing(), doing="x")
    assert caught.value.unknown is False


def test_what_is_not_there_is_not_found(azure: Engineer) -> None:
    tenant = azure.clouds.entra
    with pytest.raises(NotFound):
        tenant.call(tenant.graph.applications.by_application_id(NOBODY).get(), doing="read it")


def test_what_was_just_seen_and_is_gone_is_only_not_ready(azure: Engineer) -> None:
    tenant = azure.clouds.entra
    request = tenant.graph.applications.by_application_id(NOBODY).get()
    with pytest.raises(CloudNotReady):
        tenant.call(request, doing="read it", just_seen=True)


def test_all_pages_of_a_collection_are_read(azure: Engineer) -> None:
    tenant = azure.clouds.entra
    users = tenant.read_all(tenant.graph.users, doing="read the people", top=3)
    assert len(users) == len(azure.world.table("entra.users"))
    assert azure.calls()["GET /users"] == 3


def test_the_token_goes_to_graph_and_nowhere_else(azure: Engineer) -> None:
    tenant = azure.clouds.entra
    stranger: Any = tenant.graph.users.with_url(
        azure.endpoints.graph.replace("127.0.0.1", "localhost") + "/v1.0/users"
    )
    with pytest.raises(Exception, match="no longer accepts"):
        tenant.call(stranger.get(), doing="follow a link")


def test_closing_twice_is_harmless(azure: Engineer) -> None:
    azure.clouds.entra.close()
    azure.clouds.entra.close()


def test_waiting_ends_with_not_ready() -> None:
    looks = iter([None, None])
    with pytest.raises(CloudNotReady, match="the thing"):
        Patience(seconds=0, pause=0).wait_for(lambda: next(looks), what="the thing")


def test_waiting_ends_when_the_thing_shows() -> None:
    looks: Iterator[str | None] = iter([None, None, "there"])
    assert Patience(seconds=5, pause=0).wait_for(lambda: next(looks), what="the thing") == "there"
