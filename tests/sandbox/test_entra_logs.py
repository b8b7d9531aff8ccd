"""What Entra writes down: sign-ins, let in or not, and what provisioning did."""

import contextlib

import pytest

from sandbox.entra.errors import SignInRefused
from sandbox.entra.seed import ADMIN, ALICE, CAROL
from tests.sandbox.contoso import Contoso, error_of
from tests.sandbox.provisionings import Provisioning

pytest_plugins = ["tests.sandbox.entra_fixtures"]

DENIED = (403, "Authorization_RequestDenied")


def test_sign_ins_are_logged_with_the_code_of_a_refusal(contoso: Contoso) -> None:
    app, other = contoso.saml_app(), contoso.saml_app("urn:other")
    other.sign_in(ALICE)
    app.sign_in(ALICE)
    with contextlib.suppress(SignInRefused):
        app.sign_in(CAROL)
    graph = contoso.application_with("AuditLog.Read.All")
    rows = graph.get("/auditLogs/signIns", params={"$filter": f"appId eq '{app.app_id}'"}).json()["value"]
    assert {(row["userPrincipalName"], row["status"]["errorCode"]) for row in rows} == {
        (ALICE, 0),
        (CAROL, 50105),
    }


def test_the_log_keeps_the_newest(contoso: Contoso, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sandbox.entra.sign_in_log._MOST", 2)
    app = contoso.saml_app()
    for _ in range(3):
        app.sign_in(ALICE)
    assert len(contoso.world.table("entra.signIns")) == 2


def test_logs_need_scope_and_directory_role(contoso: Contoso) -> None:
    for path in ("/auditLogs/signIns", "/auditLogs/provisioning"):
        assert error_of(contoso.application_with("User.Read.All").get(path))[:2] == DENIED
        fitting = contoso.graph_with(contoso.person_token(ADMIN, "AuditLog.Read.All"))
        assert fitting.get(path).status_code == 200
    contoso.world.table("entra.directoryRoles").clear()
    assert error_of(fitting.get("/auditLogs/signIns"))[:2] == DENIED


def test_provisioning_says_what_was_imported_and_what_was_left_out(provisioning: Provisioning) -> None:
    provisioning.make_role("ConnectSSO", "Entra")
    provisioning.make_role("Both", "Entra", "Other")
    provisioning.run()
    graph = provisioning.contoso.application_with("ProvisioningLog.Read.All")
    assert graph.get("/auditLogs/provisioning").json()["value"] == []
    with provisioning.contoso.later(seconds=30):
        rows = graph.get("/auditLogs/provisioning").json()["value"]
    said = {row["sourceIdentity"]["displayName"]: row["provisioningStatusInfo"]["status"] for row in rows}
    assert said == {"ConnectSSO": "success", "Both": "skipped"}
