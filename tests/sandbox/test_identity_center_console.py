"""Identity Center's console: what no API does is done by hand, or by a script's form posts."""

import re
from datetime import timedelta

import pytest
import requests

from sandbox.aws.identity_center.seed import OLGA, READER_KEY, STORE
from sandbox.aws.seed import ENGINEER_KEY
from tests.sandbox.federations import metadata
from tests.sandbox.identity_centers import APPLICATION, CONSOLE, SP_ENTITY_ID, Console, data

pytest_plugins = ["tests.sandbox.identity_center_fixtures"]


def errors(page: requests.Response) -> dict[str, str]:
    """The errors beside the fields."""
    return dict(re.findall(r'<span id="(\w+)-error" class="error">([^<]+)</span>', page.text))


def test_the_console_has_a_sign_in_of_its_own(center):
    page = requests.get(center.local(CONSOLE), timeout=5)
    assert data(page) == {"page": "console-sign-in"}
    assert "mia.engineer" in page.text
    assert "wes.engineer" not in page.text
    assert "this is not AWS" in page.text


def test_nobody_signs_in_with_a_key_that_is_not_there(center):
    console = Console(center.aws, key="AKIANOBODYKNOWSTHIS1")
    assert data(console.get("/settings")) == {"page": "console-sign-in"}
    console.close()


def test_the_engineer_sees_the_instance(console):
    page = console.get("/")
    assert data(page)["page"] == "identity-center"
    for text in (STORE, f"https://{STORE}.awsapps.com/start", OLGA):
        assert text in page.text


def test_another_region_or_account_has_no_instance(center, console):
    page = console.session.get(center.local(CONSOLE.replace("eu-central-1", "us-east-1")))
    assert (page.status_code, data(page)["code"]) == (404, "NotEnabledHere")
    assert "enabled in eu-central-1" in page.text
    member = Console(center.aws, key=ENGINEER_KEY)
    assert data(member.get("/"))["code"] == "NotEnabledHere"
    member.close()


def test_who_may_only_read_changes_nothing(center):
    reader = Console(center.aws, key=READER_KEY)
    assert data(reader.get("/settings"))["page"] == "settings"
    page = reader.post("/applications/add", APPLICATION)
    assert (page.status_code, data(page)["page"]) == (403, "error")
    assert "is not authorized to perform: sso:CreateApplicationInstance" in page.text
    reader.close()


def test_the_external_provider_is_told_two_addresses(console):
    page = console.get("/settings/identity-source")
    (acs,) = set(
        re.findall(r"https://[a-z0-9-]+\.signin\.aws\.amazon\.com/platform/saml/acs/[0-9a-f-]+", page.text)
    )
    document = console.get("/settings/service-provider-metadata.xml").text
    assert f'entityID="{SP_ENTITY_ID}"' in document
    assert f'Location="{acs}"' in document


def test_the_source_changes_to_entra_and_back(console):
    assert data(console.use_external(metadata()))["source"] == "EXTERNAL_IDP"
    page = console.post("/settings/identity-source", source="IDENTITY_CENTER", confirm="ACCEPT")
    assert data(page)["source"] == "IDENTITY_CENTER"


def test_metadata_may_be_uploaded_as_a_file(center, console):
    address = f"{center.local(CONSOLE)}/settings/identity-source"
    fields = {"source": "EXTERNAL_IDP", "confirm": "ACCEPT"}
    files = {"metadata_file": ("entra.xml", "\ufeff" + metadata())}
    page = console.session.post(address, data=fields, files=files)
    assert data(page)["source"] == "EXTERNAL_IDP"


def test_bad_metadata_is_told_beside_the_field_and_nothing_is_lost(console):
    page = console.post("/settings/identity-source", source="EXTERNAL_IDP", metadata="<mine/>", confirm="yes")
    assert page.status_code == 400
    assert errors(page) == {
        "metadata": "Could not parse metadata. Paste the whole federation metadata XML.",
        "confirm": "Type ACCEPT.",
    }
    assert "&lt;mine/&gt;" in page.text
    assert 'value="yes"' in page.text
    assert data(console.get("/settings"))["source"] == "IDENTITY_CENTER"


def test_provisioning_needs_an_external_source(console):
    page = console.post("/settings/provisioning")
    assert "needs an external identity provider" in page.text
    assert data(page)["token"] == ""


def test_a_token_is_shown_once_and_there_are_two_at_most(console):
    console.use_external(metadata())
    first = console.post("/settings/provisioning")
    token = data(first)["token"]
    assert re.search(
        r"https://scim\.eu-central-1\.amazonaws\.com/[0-9a-f]{11}-[0-9a-f-]{36}/scim/v2/", first.text
    )
    assert token in first.text
    assert token not in console.get("/settings").text
    assert data(console.post("/settings/provisioning/tokens"))["token"]
    third = console.post("/settings/provisioning/tokens")
    assert data(third)["token"] == ""
    assert "two access tokens at most" in third.text
    number = re.findall(r"tokens/([0-9a-f-]{36})/delete", third.text)[0]
    console.post(f"/settings/provisioning/tokens/{number}/delete")
    assert data(console.post("/settings/provisioning/tokens"))["token"]


def test_an_application_gets_metadata_that_iam_takes(center, console, aws):
    arn = console.add_application()
    page = console.get(f"/applications/{arn.rpartition('/')[2]}")
    (address,) = set(
        re.findall(r"https://portal\.sso\.eu-central-1\.amazonaws\.com/saml/metadata/\w+", page.text)
    )
    document = requests.get(center.local(address), timeout=5).text
    assert f'entityID="{address.replace("metadata", "assertion")}"' in document
    aws.iam.create_saml_provider(Name="IdentityCenter", SAMLMetadataDocument=document)
    other = requests.get(center.local(address + "x"), timeout=5)
    assert other.status_code == 404


def test_every_application_has_a_certificate_of_its_own(console):
    numbers = [console.add_application(display_name=name).rpartition("/")[2] for name in "AB"]
    pems = {console.get(f"/applications/{number}/certificate.pem").text for number in numbers}
    assert len(pems) == 2
    assert all(pem.startswith("-----BEGIN CERTIFICATE") for pem in pems)


@pytest.mark.parametrize(
    ("field", "value", "text"),
    [
        ("display_name", "", "Enter a name of 1 to 100 characters."),
        ("acs_url", "signin.aws.amazon.com/saml", "Enter a whole address that begins with https://."),
        ("audience", "", "Enter the audience the application expects."),
        ("description", "x" * 129, "Enter at most 128 characters."),
        ("session_hours", "13", "Choose one of the durations."),
    ],
)
def test_a_wrong_field_is_told_and_the_rest_kept(console, field, value, text):
    page = console.post("/applications/add", {**APPLICATION, field: value})
    assert page.status_code == 400
    assert errors(page) == {field: text}
    assert APPLICATION["relay_state"] in page.text
    assert "None yet." in console.get("/applications").text


def test_settings_of_an_application_are_changed(console):
    path = f"/applications/{console.add_application().rpartition('/')[2]}"
    assert APPLICATION["relay_state"] in console.get(f"{path}/configuration").text
    page = console.post(f"{path}/configuration", {**APPLICATION, "relay_state": "https://example.com/"})
    assert "https://example.com/" in page.text
    assert console.post(f"{path}/configuration", {**APPLICATION, "audience": ""}).status_code == 400


def test_a_fresh_application_maps_only_the_subject(console):
    number = console.add_application().rpartition("/")[2]
    page = console.get(f"/applications/{number}/attribute-mappings")
    assert [name for name in re.findall(r'name="attribute"[^>]* value="([^"]*)"', page.text) if name] == [
        "Subject"
    ]


@pytest.mark.parametrize(
    ("row", "text"),
    [
        (
            ("Role", "${user:shoeSize}", "unspecified"),
            "${user:shoeSize} is not an attribute of IAM Identity Center",
        ),
        (("Role", "", "unspecified"), "Enter the value or attribute"),
        (("", "x", "unspecified"), "Enter the name of the attribute"),
        (("Role", "x", "emailAddress"), "Choose one of unspecified, basic, uri."),
        (("Subject", "x", "unspecified"), "Subject is mapped already."),
    ],
)
def test_a_wrong_mapping_is_told_in_its_row(console, row, text):
    arn = console.add_application()
    page = console.map_attributes(arn, row)
    assert page.status_code == 400
    assert text in page.text.replace("&#34;", '"')
    assert "${user:email}" in page.text
    assert "${user:email}" not in console.get(f"/applications/{arn.rpartition('/')[2]}").text


def test_the_subject_must_be_mapped(console):
    number = console.add_application().rpartition("/")[2]
    fields = {"attribute": "Role", "value": "a,b", "format": "unspecified"}
    page = console.post(f"/applications/{number}/attribute-mappings", fields)
    assert (page.status_code, "Subject is required." in page.text) == (400, True)


def test_mappings_are_kept(console):
    arn = console.add_application()
    page = console.map_attributes(arn, ("https://aws.amazon.com/SAML/Attributes/Role", "a,b", "unspecified"))
    assert data(page)["page"] == "application"
    assert "a,b (unspecified)" in page.text


def test_people_are_assigned_and_removed_at_the_console(center, console):
    arn = console.add_application()
    path, principal = f"/applications/{arn.rpartition('/')[2]}/assignments", f"USER:{center.user_id(OLGA)}"
    assert console.post(path, principal="USER:nobody").status_code == 400
    console.post(path, principal=principal)
    (found,) = center.admin.list_application_assignments(ApplicationArn=arn)["ApplicationAssignments"]
    assert f"USER:{found['PrincipalId']}" == principal
    console.post(f"{path}/remove", principal=principal)
    assert center.admin.list_application_assignments(ApplicationArn=arn)["ApplicationAssignments"] == []


def test_a_removed_application_is_gone(center, console, refused):
    arn = console.add_application()
    console.post(f"/applications/{arn.rpartition('/')[2]}/delete")
    assert refused(center.admin.describe_application, ApplicationArn=arn)[0] == "ResourceNotFoundException"
    assert console.get(f"/applications/{arn.rpartition('/')[2]}").status_code == 404


def test_the_console_session_ends(center, console):
    center.aws.world.offset += timedelta(hours=12, seconds=1)
    assert data(console.get("/settings")) == {"page": "console-sign-in"}
