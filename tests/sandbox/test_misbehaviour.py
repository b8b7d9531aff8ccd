"""The simulated clouds misbehave on request: before the effect, after it, late, or on some replicas only."""

from typing import Any

import boto3
import httpx
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError, ConnectionClosedError, ReadTimeoutError
from botocore.parsers import ResponseParserError

from sandbox.entra.seed import TENANT_ID
from sandbox.faults import Fault
from sandbox.profiles import LIFELIKE
from tests.sandbox.contoso import CUSTOM, Contoso, error_of
from tests.waiting import until

pytest_plugins = ["tests.sandbox.entra_fixtures"]

INSTANTIATE = "POST /applicationTemplates/{id}/instantiate"
TRUST = (
    '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole",'
    '"Principal":{"AWS":"arn:aws:iam::111122223333:root"}}]}'
)


@pytest.fixture
def iam(contoso: Contoso) -> Any:
    return client(contoso)


def client(contoso: Contoso, service: str = "iam", *, patience: float = 5, attempts: int = 1) -> Any:
    values = contoso.sandbox.variables()
    return boto3.client(
        service,
        region_name=values["AWS_REGION"],
        endpoint_url=values["AWS_ENDPOINT_URL"],
        aws_access_key_id=values["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=values["AWS_SECRET_ACCESS_KEY"],
        config=Config(retries={"total_max_attempts": attempts}, read_timeout=patience),  # type: ignore[arg-type]
    )


def create_role(iam: Any) -> Any:
    return iam.create_role(RoleName="Agents", AssumeRolePolicyDocument=TRUST)


def create_application(contoso: Contoso) -> httpx.Response:
    return contoso.graph.post(f"/applicationTemplates/{CUSTOM}/instantiate", json={"displayName": "Connect"})


def roles(contoso: Contoso) -> int:
    return len(contoso.world.table("iam.roles"))


def applications(contoso: Contoso) -> int:
    return len(contoso.world.table("entra.applications"))


def test_a_sign_in_that_ends_in_the_middle_is_told_in_each_clouds_own_words(contoso: Contoso, iam: Any) -> None:
    contoso.world.faults.plan("CreateRole", Fault.EXPIRE)
    with pytest.raises(ClientError) as caught:
        create_role(iam)
    assert caught.value.response["Error"]["Code"] == "ExpiredToken"
    assert roles(contoso) == 0
    contoso.world.faults.plan(INSTANTIATE, Fault.EXPIRE)
    before = applications(contoso)
    assert error_of(create_application(contoso))[:2] == (401, "InvalidAuthenticationToken")
    assert applications(contoso) == before


def test_a_refused_call_has_no_effect(contoso: Contoso, iam: Any) -> None:
    contoso.world.faults.plan("CreateRole", Fault.FAIL)
    with pytest.raises(ClientError, match="ServiceFailure"):
        create_role(iam)
    assert roles(contoso) == 0


def test_the_call_after_a_refused_one_goes_well(contoso: Contoso, iam: Any) -> None:
    contoso.world.faults.plan("CreateRole", Fault.FAIL)
    with pytest.raises(ClientError):
        create_role(iam)
    create_role(iam)
    assert roles(contoso) == 1


def test_a_connection_is_cut_before_the_effect(contoso: Contoso, iam: Any) -> None:
    contoso.world.faults.plan("CreateRole", Fault.CUT)
    with pytest.raises(ConnectionClosedError):
        create_role(iam)
    assert roles(contoso) == 0


def test_a_connection_is_dropped_after_the_effect(contoso: Contoso, iam: Any) -> None:
    contoso.world.faults.plan("CreateRole", Fault.DROP)
    with pytest.raises(ConnectionClosedError):
        create_role(iam)
    assert roles(contoso) == 1


def test_graph_drops_a_connection_after_the_effect(contoso: Contoso) -> None:
    before = applications(contoso)
    contoso.world.faults.plan(INSTANTIATE, Fault.DROP)
    with pytest.raises(httpx.RemoteProtocolError):
        create_application(contoso)
    assert applications(contoso) == before + 1


def test_the_https_port_drops_connections_too(contoso: Contoso) -> None:
    contoso.world.faults.plan("GET /{tenant}/discovery/v2.0/keys", Fault.DROP)
    with pytest.raises(httpx.TransportError):
        contoso.https.get("/organizations/discovery/v2.0/keys")
    assert contoso.https.get("/contoso.onmicrosoft.com/discovery/v2.0/keys").status_code == 200


@pytest.mark.parametrize("status", [404, 500, 502, 503, 504])
def test_graph_makes_an_application_and_answers_otherwise(contoso: Contoso, status: int) -> None:
    before = applications(contoso)
    contoso.world.faults.plan(INSTANTIATE, Fault.LOSE, status=status)
    assert create_application(contoso).status_code == status
    assert applications(contoso) == before + 1


def test_the_404_after_a_creation_is_graphs_own(contoso: Contoso) -> None:
    contoso.world.faults.plan(INSTANTIATE, Fault.LOSE, status=404)
    status, code, message = error_of(create_application(contoso))
    assert (status, code) == (404, "Request_ResourceNotFound")
    assert "does not exist or one of its queried reference-property objects are not present." in message


@pytest.mark.parametrize("status", [404, 500, 503, 504])
def test_aws_makes_a_role_and_answers_otherwise(contoso: Contoso, iam: Any, status: int) -> None:
    contoso.world.faults.plan("CreateRole", Fault.LOSE, status=status)
    with pytest.raises(ClientError) as caught:
        create_role(iam)
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == status
    assert roles(contoso) == 1


def test_a_refusal_is_not_made_better_by_losing_it(contoso: Contoso, iam: Any) -> None:
    create_role(iam)
    contoso.world.faults.plan("CreateRole", Fault.LOSE, status=500)
    with pytest.raises(ClientError, match="EntityAlreadyExists"):
        create_role(iam)


def test_half_an_answer_arrives(contoso: Contoso, iam: Any) -> None:
    contoso.world.faults.plan("CreateRole", Fault.TRUNCATE)
    with pytest.raises(ResponseParserError):
        create_role(iam)
    assert roles(contoso) == 1


def test_half_of_graphs_answer_arrives(contoso: Contoso) -> None:
    before = applications(contoso)
    contoso.world.faults.plan(INSTANTIATE, Fault.TRUNCATE)
    with pytest.raises(httpx.RemoteProtocolError, match="without sending complete message body"):
        create_application(contoso)
    assert applications(contoso) == before + 1


def test_an_answer_later_than_the_clients_patience_has_its_effect(contoso: Contoso) -> None:
    contoso.world.faults.plan("CreateRole", Fault.DELAY, seconds=0.5)
    with pytest.raises(ReadTimeoutError):
        create_role(client(contoso, patience=0.1))
    until(lambda: len(contoso.world.journal.calls) == 1)
    assert roles(contoso) == 1


def test_only_late_is_still_an_answer(contoso: Contoso, iam: Any) -> None:
    contoso.world.faults.plan("CreateRole", Fault.DELAY, seconds=0.05)
    assert create_role(iam)["Role"]["RoleName"] == "Agents"
    assert contoso.world.journal.calls[-1].milliseconds > 50


def test_graph_says_how_long_to_wait(contoso: Contoso) -> None:
    contoso.world.faults.plan("GET /organization", Fault.THROTTLE, seconds=7)
    answer = contoso.graph.get("/organization")
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "7")
    assert error_of(answer)[1] == "TooManyRequests"


def test_aws_says_how_long_to_wait(contoso: Contoso, iam: Any) -> None:
    contoso.world.faults.plan("CreateRole", Fault.THROTTLE, seconds=7)
    with pytest.raises(ClientError) as caught:
        create_role(iam)
    error = caught.value.response["Error"]
    assert (error["Code"], error["Message"]) == ("Throttling", "Rate exceeded")
    headers = caught.value.response["ResponseMetadata"]["HTTPHeaders"]
    assert (headers["retry-after"], headers["x-amz-retry-after"]) == ("7", "7000")


def test_boto3_waits_and_asks_again_by_itself(contoso: Contoso) -> None:
    contoso.world.faults.plan("CreateRole", Fault.THROTTLE, seconds=0.01)
    create_role(client(contoso, attempts=2))
    assert [call.status for call in contoso.world.journal.calls] == [400, 200]


def test_a_fault_begins_with_the_call_it_was_planned_for(contoso: Contoso) -> None:
    contoso.world.faults.plan("GET /organization", Fault.FAIL, call=2, times=2)
    assert [contoso.graph.get("/organization").status_code for _ in range(4)] == [200, 500, 500, 200]


def test_a_fault_is_planned_for_the_nth_call_of_all(contoso: Contoso, iam: Any) -> None:
    contoso.graph.get("/organization")  # with the token it needs
    contoso.world.faults.plan("*", Fault.FAIL, call=2)
    assert contoso.graph.get("/organization").status_code == 200
    with pytest.raises(ClientError, match="ServiceFailure"):
        create_role(iam)
    assert contoso.graph.get("/organization").status_code == 200


def test_a_share_of_the_calls_meets_a_fault(contoso: Contoso) -> None:
    contoso.world.faults.plan("GET /organization", Fault.FAIL, times=40, share=0.3)
    failed = [contoso.graph.get("/organization").status_code for _ in range(40)].count(500)
    assert 4 <= failed <= 20


def test_a_new_role_is_not_found_at_first(contoso: Contoso, iam: Any) -> None:
    contoso.world.faults.plan("CreateRole", Fault.LAG, seconds=600)
    create_role(iam)
    with pytest.raises(ClientError, match="NoSuchEntity"):
        iam.get_role(RoleName="Agents")
    with pytest.raises(ClientError, match="EntityAlreadyExists"):
        create_role(iam)


def test_a_deleted_role_is_still_found_for_a_while(contoso: Contoso, iam: Any) -> None:
    create_role(iam)
    contoso.world.faults.plan("DeleteRole", Fault.LAG, seconds=600)
    iam.delete_role(RoleName="Agents")
    assert iam.get_role(RoleName="Agents")["Role"]["RoleName"] == "Agents"
    with pytest.raises(ClientError, match="NoSuchEntity"):
        iam.delete_role(RoleName="Agents")


def test_a_new_application_is_not_found_at_first(contoso: Contoso) -> None:
    contoso.world.faults.plan(INSTANTIATE, Fault.LAG, seconds=600)
    made = create_application(contoso).json()["application"]["id"]
    assert contoso.graph.get(f"/applications/{made}").status_code == 404
    assert contoso.graph.patch(f"/applications/{made}", json={"displayName": "New"}).status_code == 404


def test_a_deleted_application_is_still_found_for_a_while(contoso: Contoso) -> None:
    made = create_application(contoso).json()["application"]["id"]
    contoso.world.faults.plan("DELETE /applications/{id}", Fault.LAG, seconds=600)
    assert contoso.graph.delete(f"/applications/{made}").status_code == 204
    assert contoso.graph.get(f"/applications/{made}").status_code == 200


def test_a_role_cannot_trust_a_provider_that_has_not_spread(contoso: Contoso, iam: Any) -> None:
    app = contoso.saml_app()
    path = f"/{TENANT_ID}/federationmetadata/2007-06/federationmetadata.xml"
    metadata = contoso.https.get(path, params={"appid": app.app_id}).text
    contoso.world.faults.plan("CreateSAMLProvider", Fault.LAG, seconds=600)
    arn = iam.create_saml_provider(Name="Entra", SAMLMetadataDocument=metadata)["SAMLProviderArn"]
    trust = TRUST.replace("sts:AssumeRole", "sts:AssumeRoleWithSAML").replace(
        '{"AWS":"arn:aws:iam::111122223333:root"}', f'{{"Federated":"{arn}"}}'
    )
    with pytest.raises(ClientError, match="Invalid principal in policy"):
        iam.create_role(RoleName="Agents", AssumeRolePolicyDocument=trust)


def test_connect_keeps_to_its_calls_a_second(contoso: Contoso, monkeypatch: pytest.MonkeyPatch) -> None:
    contoso.world.faults.profile = LIFELIKE
    connect = client(contoso, "connect")
    now = contoso.world.now()
    monkeypatch.setattr(contoso.world, "now", lambda: now)
    for _ in range(5):
        connect.list_instances()
    with pytest.raises(ClientError, match="TooManyRequestsException"):
        connect.list_instances()
    assert [call.status for call in contoso.world.journal.calls] == [200] * 5 + [429]


def test_the_same_seed_misbehaves_the_same(contoso: Contoso) -> None:
    faults = contoso.world.faults
    faults.profile = LIFELIKE

    def drawn(seed: int) -> list[Any]:
        faults.seed = seed
        faults._calls.clear()
        return [faults.meet(INSTANTIATE, cloud="entra", reads=False) for _ in range(20)]

    assert drawn(1) == drawn(1)
    assert drawn(1) != drawn(2)
    assert any(incident.first(Fault.LOSE) for incident in drawn(1))


def test_the_log_says_who_called_what_and_met_which_fault(contoso: Contoso, iam: Any) -> None:
    contoso.world.faults.plan("CreateRole", Fault.LOSE, status=504)
    with pytest.raises(ClientError):
        create_role(iam)
    contoso.graph.get("/organization")
    of_aws, _, of_graph = contoso.world.journal.calls
    assert of_aws.client.startswith("boto3 ")
    assert of_aws.caller == "arn:aws:iam::111122223333:user/wes.engineer"
    assert (of_aws.operation, of_aws.status, of_aws.fault) == ("CreateRole", 504, "lose 504")
    assert (of_graph.client.split(" ")[0], of_graph.operation) == ("httpx", "GET /organization")
    assert of_graph.caller


def test_the_log_says_why_a_call_was_refused(contoso: Contoso, iam: Any) -> None:
    with pytest.raises(ClientError):
        iam.get_role(RoleName="Nobody")
    assert contoso.world.journal.calls[-1].code == "NoSuchEntity"
