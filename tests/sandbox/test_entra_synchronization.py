"""The gallery application imports roles from the simulated AWS, with credentials AWS accepts."""

import json

import pytest

from sandbox.aws.seed import add_user
from sandbox.entra.seed import ADMIN, ALICE, CYCLE_SECONDS, READER, TENANT_ID, stable_id
from tests.sandbox.contoso import CUSTOM, GALLERY, IDENTITY_CENTER, Contoso, error_of
from tests.sandbox.provisionings import ACCOUNT, KEY, MAY_LIST, SECRET, Provisioning, credentials

pytest_plugins = ["tests.sandbox.entra_fixtures"]

DENIED = (403, "Authorization_RequestDenied")


def test_the_gallery_application_brings_the_aws_template_and_the_custom_one_none(contoso: Contoso) -> None:
    names = {
        template: [
            row["id"]
            for row in contoso.graph.get(
                f"{contoso.instantiate(template=template).principal_path}/synchronization/templates"
            ).json()["value"]
        ]
        for template in (GALLERY, IDENTITY_CENTER, CUSTOM)
    }
    assert names == {GALLERY: ["aws"], IDENTITY_CENTER: ["aWSSingleSignon"], CUSTOM: []}


def test_a_new_job_is_disabled_and_not_configured(provisioning: Provisioning) -> None:
    provisioning.make_job()
    job = provisioning.job()
    assert job["id"].startswith(f"aws.{TENANT_ID.replace('-', '')}.")
    assert (job["schedule"]["state"], job["status"]["code"]) == ("Disabled", "NotConfigured")
    listed = provisioning.graph.get(f"{provisioning.path}/jobs").json()["value"]
    assert [row["id"] for row in listed] == [job["id"]]


def test_a_template_of_another_application_makes_no_job(provisioning: Provisioning) -> None:
    answer = provisioning.graph.post(f"{provisioning.path}/jobs", json={"templateId": "dataBricks"})
    assert error_of(answer)[:2] == (400, "TemplateNotFound")


def test_an_application_has_one_job(provisioning: Provisioning) -> None:
    provisioning.make_job()
    again = provisioning.graph.post(f"{provisioning.path}/jobs", json={"templateId": "aws"})
    assert again.status_code == 409


def test_credentials_that_may_list_roles_are_valid(provisioning: Provisioning) -> None:
    provisioning.make_job()
    assert provisioning.validate(credentials=credentials()).status_code == 204
    assert provisioning.validate(useSavedCredentials=True).status_code == 400
    provisioning.save()
    assert provisioning.validate(useSavedCredentials=True).status_code == 204


@pytest.mark.parametrize(
    ("key", "secret", "aws_code"),
    [
        ("AKIANOBODYS", SECRET, "InvalidClientTokenId"),
        (KEY, "wrong", "SignatureDoesNotMatch"),
        ("AKIAMAYNOTHING", SECRET, "AccessDenied"),
    ],
)
def test_credentials_aws_refuses_are_refused(
    provisioning: Provisioning, key: str, secret: str, aws_code: str
) -> None:
    nothing = MAY_LIST.replace("iam:ListRoles", "iam:GetUser")
    add_user(provisioning.contoso.world, "idle", key="AKIAMAYNOTHING", secret=SECRET, policy=nothing)
    provisioning.make_job()
    status, code, message = error_of(provisioning.validate(credentials=credentials(key, secret)))
    assert (status, code) == (400, "AmazonWebServicesCredentialValidationFailure")
    assert aws_code in message


def test_an_inactive_key_is_refused(provisioning: Provisioning) -> None:
    provisioning.make_job()
    provisioning.contoso.world.table("iam.access_keys")[KEY]["Status"] = "Inactive"
    assert "InvalidClientTokenId" in error_of(provisioning.validate(credentials=credentials()))[2]


def test_a_secret_under_an_unknown_name_is_refused(provisioning: Provisioning) -> None:
    pairs = [{"key": "AccessKey", "value": KEY}]
    answer = provisioning.graph.put(f"{provisioning.path}/secrets", json={"value": pairs})
    text = "Requested value 'AccessKey' was not found."
    assert error_of(answer) == (500, "InternalError", text)
    wrapper = provisioning.graph.put(f"{provisioning.path}/secrets", json={"credentials": credentials()})
    assert wrapper.status_code == 400


def test_secrets_are_never_shown_and_can_be_taken_away(provisioning: Provisioning) -> None:
    provisioning.save()
    shown = provisioning.graph.get(f"{provisioning.path}/secrets")
    assert [row["key"] for row in shown.json()["value"]] == ["ClientSecret", "SecretToken"]
    assert SECRET not in shown.text
    provisioning.save("", "")
    assert provisioning.graph.get(f"{provisioning.path}/secrets").json()["value"] == []


def test_a_started_job_imports_roles_after_one_cycle(provisioning: Provisioning) -> None:
    role = provisioning.make_role("ConnectSSO", "Entra")
    provisioning.run()
    assert provisioning.job()["status"]["code"] == "NotRun"
    assert provisioning.imported() == {}
    with provisioning.contoso.later(seconds=CYCLE_SECONDS):
        job, roles = provisioning.job(), provisioning.imported()
    assert (job["schedule"]["state"], job["status"]["code"]) == ("Active", "Active")
    assert job["status"]["lastSuccessfulExecution"]["state"] == "Succeeded"
    assert [role["value"] for role in roles.values()] == [f"{role},{ACCOUNT}:saml-provider/Entra"]


def test_an_imported_role_can_be_assigned_and_is_sent(provisioning: Provisioning) -> None:
    provisioning.make_role("ConnectSSO", "Entra")
    provisioning.run()
    with provisioning.contoso.later(seconds=CYCLE_SECONDS):
        (role,) = provisioning.imported().values()
        provisioning.app.assign(stable_id(ALICE), role["id"])
    assert provisioning.app.read()["appRoles"][-1] == role


def test_only_roles_of_exactly_one_saml_provider_are_imported(provisioning: Provisioning) -> None:
    provisioning.make_role("Both", "Entra", "Other")
    provisioning.make_role("R" * 64, "Entra")
    trust = json.dumps(
        {
            "Version": "2012-10-17",
            "Statement": [
                {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "ec2.amazonaws.com"}}
            ],
        }
    )
    provisioning.iam.create_role(RoleName="Machine", AssumeRolePolicyDocument=trust)
    provisioning.run()
    with provisioning.contoso.later(seconds=CYCLE_SECONDS):
        assert [role["displayName"] for role in provisioning.imported().values()] == ["R" * 64 + ",Entra"]


def test_a_role_with_too_long_arns_is_left_out(provisioning: Provisioning) -> None:
    long = "P" * 128
    provisioning.make_provider(long)
    provisioning.make_role("R" * 64, long)
    provisioning.run()
    with provisioning.contoso.later(seconds=CYCLE_SECONDS):
        assert provisioning.imported() == {}


def test_a_key_that_is_revoked_later_puts_the_job_in_quarantine_until_it_works_again(
    provisioning: Provisioning,
) -> None:
    provisioning.run()
    key = provisioning.contoso.world.table("iam.access_keys")[KEY]
    with provisioning.contoso.later(seconds=CYCLE_SECONDS):
        assert provisioning.job()["status"]["code"] == "Active"
        key["Status"] = "Inactive"
    with provisioning.contoso.later(seconds=2 * CYCLE_SECONDS + 1):
        status = provisioning.job()["status"]
        assert (status["code"], status["countSuccessiveCompleteFailures"]) == ("Quarantine", 1)
        assert status["quarantine"]["reason"] == "EncounteredQuarantineException"
        assert "InvalidClientTokenId" in status["quarantine"]["error"]["message"]
        key["Status"] = "Active"
    with provisioning.contoso.later(seconds=3 * CYCLE_SECONDS + 2):
        status = provisioning.job()["status"]
        assert (status["code"], status["quarantine"]) == ("Active", None)


def test_a_job_without_credentials_ends_in_quarantine(provisioning: Provisioning) -> None:
    provisioning.make_job()
    provisioning.do("start")
    with provisioning.contoso.later(seconds=CYCLE_SECONDS):
        assert provisioning.job()["status"]["code"] == "Quarantine"


def test_a_paused_job_does_nothing_until_it_is_started(provisioning: Provisioning) -> None:
    provisioning.make_role("ConnectSSO", "Entra")
    provisioning.run()
    provisioning.do("pause")
    with provisioning.contoso.later(seconds=CYCLE_SECONDS):
        assert (provisioning.job()["schedule"]["state"], provisioning.imported()) == ("Paused", {})
        provisioning.do("start")
    with provisioning.contoso.later(seconds=2 * CYCLE_SECONDS + 1):
        assert len(provisioning.imported()) == 1


def test_a_restart_begins_again(provisioning: Provisioning) -> None:
    provisioning.run()
    with provisioning.contoso.later(seconds=CYCLE_SECONDS):
        assert provisioning.job()["status"]["code"] == "Active"
        provisioning.do("restart", criteria={"resetScope": "Full"})
        assert provisioning.job()["status"]["code"] == "NotRun"
    wrong = provisioning.graph.post(
        f"{provisioning.job_path}/restart", json={"criteria": {"resetScope": "All"}}
    )
    assert wrong.status_code == 400


def test_a_deleted_job_is_gone(provisioning: Provisioning) -> None:
    provisioning.run()
    assert provisioning.graph.delete(provisioning.job_path).status_code == 204
    assert error_of(provisioning.graph.get(provisioning.job_path))[:2] == (404, "Request_ResourceNotFound")


def test_a_vanished_role_goes_unless_somebody_has_it(provisioning: Provisioning) -> None:
    for name in ("Kept", "Lost"):
        provisioning.make_role(name, "Entra")
    provisioning.run()
    with provisioning.contoso.later(seconds=CYCLE_SECONDS):
        roles = {role["displayName"]: role["id"] for role in provisioning.imported().values()}
        provisioning.app.assign(stable_id(ALICE), roles["Kept,Entra"])
    for name in ("Kept", "Lost"):
        provisioning.iam.delete_role(RoleName=name)
    with provisioning.contoso.later(seconds=2 * CYCLE_SECONDS + 1):
        left = [(role["displayName"], role["isEnabled"]) for role in provisioning.imported().values()]
    assert left == [("Kept,Entra", False)]


def test_roles_made_by_hand_survive_the_import(provisioning: Provisioning) -> None:
    provisioning.app.add_role("arn:by-hand")
    provisioning.run()
    with provisioning.contoso.later(seconds=CYCLE_SECONDS):
        assert "arn:by-hand" in {role["value"] for role in provisioning.app.read()["appRoles"]}


def test_provisioning_needs_its_own_permission_and_a_directory_role(provisioning: Provisioning) -> None:
    contoso, body = provisioning.contoso, {"templateId": "aws"}
    for graph in (
        contoso.graph_with(contoso.person_token(ADMIN, "Application.ReadWrite.All")),
        contoso.graph_with(contoso.person_token(READER, "Synchronization.ReadWrite.All")),
        contoso.application_with("Application.ReadWrite.All"),
    ):
        assert error_of(graph.post(f"{provisioning.path}/jobs", json=body))[:2] == DENIED
    may = contoso.graph_with(contoso.person_token(ADMIN, "Synchronization.ReadWrite.All"))
    assert may.post(f"{provisioning.path}/jobs", json=body).status_code == 201


def test_provisioning_to_identity_center_is_honestly_not_simulated(contoso: Contoso) -> None:
    path = f"{contoso.instantiate(template=IDENTITY_CENTER).principal_path}/synchronization/jobs"
    job = contoso.graph.post(path, json={"templateId": "aWSSingleSignon"}).json()["id"]
    answer = contoso.graph.post(f"{path}/{job}/start")
    assert error_of(answer)[:2] == (501, "NotSimulated")
