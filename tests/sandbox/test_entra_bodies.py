"""A misspelt name in the body of a write is refused, whichever write it is."""

import pytest

from sandbox.entra.graph_bodies import ACTIONS, OBJECTS
from sandbox.entra.graph_routes import ROUTES
from tests.sandbox.contoso import CUSTOM, Contoso, error_of

pytest_plugins = ["tests.sandbox.entra_fixtures"]

LOOK_THEMSELVES = {"PATCH /applications/{id}", "PATCH /servicePrincipals/{id}"}
WRITES = [
    route for route in ROUTES if route.method in {"POST", "PATCH", "PUT"} and not route.path.endswith("$ref")
]


def test_every_write_has_its_names() -> None:
    assert {route.operation for route in WRITES} == {*OBJECTS, *ACTIONS, *LOOK_THEMSELVES}


@pytest.mark.parametrize("operation", sorted({*OBJECTS, *ACTIONS}))
def test_a_misspelt_name_is_refused(contoso: Contoso, operation: str) -> None:
    method, _, path = operation.partition(" ")
    for name in ("{id}", "{jobId}"):
        path = path.replace(name, CUSTOM)
    status, code, message = error_of(contoso.graph.request(method, path, json={"displayNam": "x"}))
    assert status == 400
    assert (code, message[:29]) in {
        ("Request_BadRequest", "Invalid property 'displayNam'"),
        ("BadRequest", "The parameter 'displayNam' in"),
    }


def test_a_name_spelt_as_documented_is_taken(contoso: Contoso) -> None:
    path = f"/applicationTemplates/{CUSTOM}/instantiate"
    assert contoso.graph.post(path, json={"displayName": "Connect"}).status_code == 201
