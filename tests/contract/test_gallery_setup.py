"""The gallery application by msgraph-sdk alone, made and taken away: calls Handoff has yet to make itself."""

from datetime import timedelta

from tests.contract.checker import assert_described, called
from tests.contract.gallery import Gallery
from tests.contract.microsoft import Microsoft
from tests.contract.recorder import Recorder
from tests.federation.entra_engineer import Engineer

GALLERY = {
    "GET /applicationTemplates",
    "POST /applications/{}/owners/$ref",
    "POST /servicePrincipals/{}/owners/$ref",
    "GET /applications/{}/owners",
    "POST /policies/claimsMappingPolicies",
    "GET /policies/claimsMappingPolicies/{}/appliesTo",
    "POST /servicePrincipals/{}/claimsMappingPolicies/$ref",
    "DELETE /servicePrincipals/{}/claimsMappingPolicies/{}/$ref",
    "DELETE /policies/claimsMappingPolicies/{}",
    "GET /servicePrincipals/{}/synchronization/templates",
    "GET /servicePrincipals/{}/synchronization/templates/{}",
    "GET /servicePrincipals/{}/synchronization/jobs",
    "POST /servicePrincipals/{}/synchronization/jobs",
    "GET /servicePrincipals/{}/synchronization/jobs/{}",
    "POST /servicePrincipals/{}/synchronization/jobs/{}/validateCredentials",
    "PUT /servicePrincipals/{}/synchronization/secrets",
    "POST /servicePrincipals/{}/synchronization/jobs/{}/start",
    "POST /servicePrincipals/{}/synchronization/jobs/{}/pause",
    "POST /servicePrincipals/{}/synchronization/jobs/{}/restart",
    "DELETE /servicePrincipals/{}/synchronization/jobs/{}",
    "DELETE /servicePrincipals/{}/appRoleAssignedTo/{}",
    "DELETE /applications/{}",
    "GET /directory/deletedItems/microsoft.graph.application",
    "GET /directory/deletedItems/microsoft.graph.servicePrincipal",
    "GET /directory/deletedItems/{}",
    "POST /directory/deletedItems/{}/restore",
    "DELETE /directory/deletedItems/{}",
}


def after_a_cycle(engineer: Engineer, gallery: Gallery) -> str:
    engineer.world.offset += timedelta(minutes=5)
    return gallery.progress()


def test_the_gallery_application_is_made_and_taken_away_as_microsoft_describes(
    engineer: Engineer, wire: Recorder, microsoft: Microsoft
) -> None:
    gallery = Gallery(engineer.clouds.entra)
    gallery.make()
    gallery.provision()
    said = [gallery.progress(), after_a_cycle(engineer, gallery)]
    gallery.provision_again("wrong")
    said += [after_a_cycle(engineer, gallery)]
    assert said == ["NotRun", "Active", "Quarantine"]
    gallery.assign()
    gallery.share()
    gallery.disclaim(gallery.claim())
    gallery.take_away()
    assert_described(microsoft, wire.exchanges)
    assert called(microsoft, wire.exchanges) >= GALLERY
