"""Where the clouds are. Unset means the public ones; the sandbox and national clouds set them."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Endpoints:
    """Base addresses, without a slash at the end.

    `aws` is botocore's own AWS_ENDPOINT_URL ("" lets botocore decide). `graph` has no version.
    `authority` has no tenant. `launcher` is the base of user access URLs. `ca_bundle` is a PEM file that
    vouches for the authority and Graph instead of the public certificate authorities.
    """

    aws: str = ""
    graph: str = "https://graph.microsoft.com"
    authority: str = "https://login.microsoftonline.com"
    launcher: str = "https://launcher.myapps.microsoft.com"
    ca_bundle: str = ""

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> "Endpoints":
        """Read AWS_ENDPOINT_URL, GRAPH_ENDPOINT, ENTRA_AUTHORITY, MYAPPS_ENDPOINT and ENTRA_CA_BUNDLE."""

        def address(name: str, default: str) -> str:
            return environ.get(name, "").rstrip("/") or default

        return cls(
            aws=address("AWS_ENDPOINT_URL", cls.aws),
            graph=address("GRAPH_ENDPOINT", cls.graph),
            authority=address("ENTRA_AUTHORITY", cls.authority),
            launcher=address("MYAPPS_ENDPOINT", cls.launcher),
            ca_bundle=environ.get("ENTRA_CA_BUNDLE", cls.ca_bundle),
        )
