"""Federation metadata is read with limits, and only if it is what it should be."""

from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from federation.clouds.entra.metadata import MOST_BYTES, download_metadata, metadata_url
from federation.endpoints import Endpoints
from federation.errors import CloudFailed, CloudUnreachable, NotFound, UnexpectedResponse

TENANT = "72f9b6a4-58f1-4c3d-9a0e-5d1b3f7c2e11"
APP = "11111111-2222-3333-4444-555555555555"
FOREIGN = b"""<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata"
 entityID="https://sts.windows.net/00000000-0000-4000-8000-000000000000/"><IDPSSODescriptor
 protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"/></EntityDescriptor>"""

Serve = Callable[[int, bytes], Endpoints]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """A sign-in service that answers everything in one way."""
    servers: list[ThreadingHTTPServer] = []

    def start(status: int, body: bytes) -> Endpoints:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(status)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        servers.append(server)
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        return Endpoints(authority=f"http://127.0.0.1:{server.server_port}")

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (404, b"", NotFound),
        (503, b"", CloudFailed),
        (200, b"<html>Sign in to your account</html>", UnexpectedResponse),
        (200, b"\xff\xfe nonsense", UnexpectedResponse),
        (200, FOREIGN, UnexpectedResponse),
        (200, b" " * (MOST_BYTES + 1), UnexpectedResponse),
    ],
    ids=["missing", "out of order", "a page", "no text", "of another tenant", "too large"],
)
def test_anything_but_this_tenants_metadata_is_refused(
    serve: Serve, status: int, body: bytes, kind: type[Exception]
) -> None:
    with pytest.raises(kind):
        download_metadata(serve(status, body), tenant_id=TENANT, app_id=APP)


def test_no_answer_is_unreachable() -> None:
    with pytest.raises(CloudUnreachable):
        download_metadata(Endpoints(authority="http://127.0.0.1:9"), tenant_id=TENANT, app_id=APP)


def test_the_address_names_tenant_and_application() -> None:
    assert metadata_url(Endpoints(), tenant_id=TENANT, app_id=APP) == (
        f"https://login.microsoftonline.com/{TENANT}"
        f"/federationmetadata/2007-06/federationmetadata.xml?appid={APP}"
    )
