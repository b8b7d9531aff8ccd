"""Where the simulated hosts live, and which simulated page stands for which real address.

Everything people configure keeps the real addresses (https://signin.aws.amazon.com/saml and so on). Only
the browser's next hop is translated here, the way DNS would lead it elsewhere.
"""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Addresses:
    """`web` is the plain http base all pages live under, `authority` the https base of Entra's tokens."""

    web: str
    authority: str

    @property
    def aws(self) -> str:
        """What AWS_ENDPOINT_URL must be."""
        return f"{self.web}/aws"

    @property
    def graph(self) -> str:
        """What GRAPH_ENDPOINT must be."""
        return f"{self.web}/graph"

    @property
    def launcher(self) -> str:
        """What MYAPPS_ENDPOINT must be: the base of user access URLs."""
        return f"{self.web}/myapps"

    @property
    def entra_pages(self) -> str:
        """Entra's sign-in pages for the browser (plain http, so that it needs no local CA)."""
        return f"{self.web}/entra"

    def local(self, url: str) -> str | None:
        """The simulated page for a real address, or None if the sandbox has none."""
        parts = urlsplit(url)
        host = parts.hostname or ""
        query = f"?{parts.query}" if parts.query else ""
        if match := re.fullmatch(r"(?:(?P<region>[a-z0-9-]+)\.)?signin\.aws\.amazon\.com", host):
            return f"{self.web}/signin/{match['region'] or 'us-east-1'}{parts.path}{query}"
        if match := re.fullmatch(r"(?:(?P<region>[a-z0-9-]+)\.)?console\.aws\.amazon\.com", host):
            return f"{self.web}/console/{match['region'] or 'us-east-1'}{parts.path}{query}"
        if match := re.fullmatch(r"(?P<alias>[A-Za-z0-9-]+)\.my\.connect\.aws", host):
            return f"{self.web}/connect/{match['alias']}{parts.path}{query}"
        if host == "login.microsoftonline.com":
            return f"{self.entra_pages}{parts.path}{query}"
        return self._identity_center(host, f"{parts.path}{query}")

    def _identity_center(self, host: str, rest: str) -> str | None:
        """The simulated page for an address of IAM Identity Center: portal, metadata, SCIM."""
        if match := re.fullmatch(r"(?P<store>d-[0-9a-f]{10})\.awsapps\.com", host):
            return f"{self.web}/portal/{match['store']}{rest}"
        if match := re.fullmatch(r"portal\.sso\.(?P<region>[a-z0-9-]+)\.amazonaws\.com", host):
            return f"{self.web}/portal/sso/{match['region']}{rest}"
        if match := re.fullmatch(r"scim\.(?P<region>[a-z0-9-]+)\.amazonaws\.com", host):
            return f"{self.web}/scim/{match['region']}{rest}"
        if re.fullmatch(r"device\.sso\.[a-z0-9-]+\.amazonaws\.com", host):
            return f"{self.web}/portal/device{rest.removeprefix('/')}"
        return None
