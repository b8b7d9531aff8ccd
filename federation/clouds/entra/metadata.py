"""The federation metadata Entra publishes for an application. No sign-in is needed to read it."""

from urllib.parse import quote

import requests

from federation.clouds.entra.errors import from_status, web_errors_end_here
from federation.clouds.entra.web import open_web
from federation.endpoints import Endpoints
from federation.errors import MetadataError, UnexpectedResponse
from federation.saml.metadata import IdpMetadata, read_metadata
from federation.sides import Side

MOST_BYTES = 1_000_000


def metadata_url(endpoints: Endpoints, *, tenant_id: str, app_id: str) -> str:
    """Where it is: with `appid`, it holds the certificates of that application only."""
    return (
        f"{endpoints.authority}/{quote(tenant_id)}/federationmetadata/2007-06/federationmetadata.xml"
        f"?appid={quote(app_id)}"
    )


def download_metadata(endpoints: Endpoints, *, tenant_id: str, app_id: str) -> IdpMetadata:
    """Read and understand it.

    Raises NotFound, CloudFailed, CloudUnreachable, and UnexpectedResponse if it is of another tenant, too
    large or no metadata.
    """
    url = metadata_url(endpoints, tenant_id=tenant_id, app_id=app_id)
    with open_web(endpoints) as web, web_errors_end_here("give the federation metadata"):
        document = _body(web, url)
    try:
        metadata = read_metadata(document)
    except (MetadataError, UnicodeDecodeError) as error:
        raise _unusable(url, str(error)) from error
    if tenant_id not in metadata.entity_id.lower():
        raise _unusable(url, f"it is of {metadata.entity_id}")
    return metadata


def _body(web: requests.Session, url: str) -> bytes:
    with web.get(url, stream=True) as response:
        if response.status_code != 200:
            raise from_status(
                response.status_code,
                doing="give the federation metadata",
                detail=f"{response.status_code} for {url}",
            )
        body = b""
        for chunk in response.iter_content(65_536):
            body += chunk
            if len(body) > MOST_BYTES:
                raise _unusable(url, f"it is larger than {MOST_BYTES} bytes")
    return body


def _unusable(url: str, reason: str) -> UnexpectedResponse:
    return UnexpectedResponse(
        "What Entra publishes as federation metadata is unusable.", owner=Side.AZURE, detail=f"{url}: {reason}"
    )
