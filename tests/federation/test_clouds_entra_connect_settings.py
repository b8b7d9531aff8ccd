"""What Entra must be told follows from the instance and the page people land on."""

import pytest

from federation.clouds.entra.connect_settings import connect_settings

FRANKFURT = "arn:aws:connect:eu-central-1:111122223333:instance/12345678-1234-1234-1234-123456789012"
GOVERNMENT = "arn:aws-us-gov:connect:us-gov-west-1:111122223333:instance/12345678-1234-1234-1234-123456789012"


def test_the_reply_url_is_the_sign_in_page_of_the_instances_region() -> None:
    assert connect_settings(FRANKFURT, "ccp").reply_url == "https://eu-central-1.signin.aws.amazon.com/saml"


@pytest.mark.parametrize(
    ("destination", "query"),
    [
        ("agent-workspace", "destination=%2Fagent-app-v2&new_domain=true"),
        ("ccp", "destination=%2Fccp-v2&new_domain=true"),
        ("admin", "new_domain=true"),
    ],
)
def test_the_relay_state_leads_to_the_chosen_page(destination: str, query: str) -> None:
    base = "https://eu-central-1.console.aws.amazon.com/connect/federate/12345678-1234-1234-1234-123456789012"
    assert connect_settings(FRANKFURT, destination).relay_state == f"{base}?{query}"


def test_a_second_application_gets_a_numbered_identifier() -> None:
    identifiers = connect_settings(FRANKFURT, "admin").identifiers
    assert identifiers[:3] == ("urn:amazon:webservices", "urn:amazon:webservices#2", "urn:amazon:webservices#3")


def test_govcloud_has_addresses_and_an_audience_of_its_own() -> None:
    settings = connect_settings(GOVERNMENT, "ccp")
    assert settings.reply_url == "https://signin.amazonaws-us-gov.com/saml"
    assert settings.relay_state.startswith("https://console.amazonaws-us-gov.com/connect/federate/")
    assert settings.identifiers[0] == "urn:amazon:webservices:govcloud"
