"""Contoso's tenant as tests use it: tokens, Graph over a real socket, and an application set up by hand."""

import base64
import json
import ssl
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
from lxml import etree
from signxml.verifier import VerifyResult, XMLVerifier

from sandbox.entra import seed
from sandbox.entra.seed import stable_id
from sandbox.entra.sign_in import SignInResult, sign_in
from sandbox.server import Sandbox
from sandbox.world import World

CUSTOM = "8adf8e6e-67b2-4cf2-a259-e3dc5476c621"
GALLERY = "8b1025e4-1dd2-430b-a150-2ef79cd700f5"
IDENTITY_CENTER = "21ed01d2-ec13-4e9e-86c1-cd546719ebc4"
AWS_CLAIMS = "https://aws.amazon.com/SAML/Attributes"
ROLE_VALUE = "arn:aws:iam::111122223333:role/Sso,arn:aws:iam::111122223333:saml-provider/Entra"
REPLY_URL = "https://eu-central-1.signin.aws.amazon.com/saml"
RELAY_STATE = "https://eu-central-1.console.aws.amazon.com/connect/federate/0c1e5a3e"
CALLBACK = "http://127.0.0.1:8000/callback"
SCOPE = "https://graph.microsoft.com/"
# For plain http. Loading the public authorities for every client would be most of the time of a test.
PLAIN = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
NS = {"a": "urn:oasis:names:tc:SAML:2.0:assertion", "p": "urn:oasis:names:tc:SAML:2.0:protocol"}


def claims_policy(*, basic: str = "true", source: str = "userprincipalname", **more: Any) -> str:
    """The one JSON text of a policy's definition, as Microsoft's tutorial writes it."""
    schema = [
        {"Source": "user", "ID": "assignedroles", "SamlClaimType": f"{AWS_CLAIMS}/Role"},
        {"Source": "user", "ID": source, "SamlClaimType": f"{AWS_CLAIMS}/RoleSessionName"},
        {"Value": "43200", "SamlClaimType": f"{AWS_CLAIMS}/SessionDuration"},
    ]
    policy = {"Version": 1, "IncludeBasicClaimSet": basic, "ClaimsSchema": schema, **more}
    return json.dumps({"ClaimsMappingPolicy": policy})


def error_of(response: httpx.Response) -> tuple[int, str, str]:
    """Status, code and message of a Graph error."""
    error = response.json()["error"]
    return response.status_code, error["code"], error["message"]


@dataclass(frozen=True)
class Contoso:
    """The running sandbox. `close_with` closes connections when the test ends."""

    sandbox: Sandbox
    close_with: ExitStack

    @property
    def world(self) -> World:
        return self.sandbox.world

    @property
    def ca(self) -> str:
        return self.sandbox.variables()["ENTRA_CA_BUNDLE"]

    @cached_property
    def https(self) -> httpx.Client:
        context = ssl.create_default_context(cafile=self.ca)
        client = httpx.Client(base_url=self.sandbox.addresses.authority, verify=context, trust_env=False)
        return self.close_with.enter_context(client)

    @cached_property
    def web(self) -> httpx.Client:
        return self.close_with.enter_context(httpx.Client(base_url=self.sandbox.addresses.web, trust_env=False))

    def graph_with(self, token: str) -> httpx.Client:
        """Graph with a token; "" sends none."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        base = f"{self.sandbox.addresses.graph}/v1.0"
        client = httpx.Client(base_url=base, headers=headers, verify=PLAIN, trust_env=False)
        return self.close_with.enter_context(client)

    @cached_property
    def graph(self) -> httpx.Client:
        """Graph as Handoff's app registration, with all its permissions."""
        return self.graph_with(self.ask_token().json()["access_token"])

    def ask_token(self, **changes: str) -> httpx.Response:
        """A token request, by client credentials unless `changes` say otherwise."""
        form = {
            "grant_type": "client_credentials",
            "client_id": seed.CLIENT_ID,
            "client_secret": seed.CLIENT_SECRET,
            "scope": f"{SCOPE}.default",
            **changes,
        }
        return self.https.post(f"/{seed.TENANT_ID}/oauth2/v2.0/token", data=form)

    def code_for(self, person: str, scope: str, **changes: str) -> str:
        """The code the browser comes back with after `person` signed in on Entra's page."""
        query = {"client_id": seed.CLIENT_ID, "redirect_uri": CALLBACK, "response_type": "code", "scope": scope}
        address = f"/entra/{seed.TENANT_ID}/oauth2/v2.0/authorize"
        answer = self.web.post(address, params={**query, **changes}, data={"user": stable_id(person)})
        return parse_qs(urlsplit(answer.headers["Location"]).query)["code"][0]

    def redeem(self, code: str, **changes: str) -> httpx.Response:
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": CALLBACK, "scope": "openid"}
        return self.ask_token(**{**form, **changes})

    def person_token(self, person: str, *scopes: str) -> str:
        """The access token of a person who agreed to these Graph scopes."""
        scope = " ".join(["openid", *[f"{SCOPE}{name}" for name in scopes]])
        token: str = self.redeem(self.code_for(person, scope)).json()["access_token"]
        return token

    def instantiate(self, name: str = "Amazon Connect", template: str = CUSTOM) -> "App":
        made = self.graph.post(f"/applicationTemplates/{template}/instantiate", json={"displayName": name})
        body = made.raise_for_status().json()
        return App(
            self, body["application"]["id"], body["application"]["appId"], body["servicePrincipal"]["id"]
        )

    @contextmanager
    def later(self, **time: float) -> Iterator[None]:
        """The clouds' clock, moved on."""
        self.world.offset += timedelta(**time)
        try:
            yield
        finally:
            self.world.offset -= timedelta(**time)

    def hide(self, table: str, key: str, **time: float) -> None:
        """Let replicas not know a row yet, as if it had been made only now. Time passes with `later`."""
        row = self.world.table(table).pop(key)
        with self.world.lock, self.world.lagging(timedelta(**time).total_seconds()), self.world.changing():
            self.world.table(table)[key] = row

    def application_with(self, *permissions: str) -> httpx.Client:
        """Graph as an application that holds only these permissions. Each call makes a client of its own."""
        client_id = stable_id(f"client {len(self.world.table('entra.registrations'))}")
        self.world.table("entra.registrations")[client_id] = {
            "id": client_id,
            "displayName": "Somebody's automation",
            "secret": "theirs",
            "certificates": [],
            "permissions": list(permissions),
        }
        token = self.ask_token(client_id=client_id, client_secret="theirs").json()["access_token"]
        return self.graph_with(token)

    def saml_app(self, identifier: str = "urn:amazon:webservices") -> "App":
        """An application that is completely set up, with Alice's and Bob's group assigned."""
        app = self.instantiate()
        settings = {"relayState": RELAY_STATE}
        app.patch_principal(preferredSingleSignOnMode="saml", samlSingleSignOnSettings=settings)
        app.patch(identifierUris=[identifier], web={"redirectUris": [REPLY_URL]})
        app.add_role(ROLE_VALUE)
        app.attach_policy(claims_policy())
        app.activate(app.add_certificate()["thumbprint"])
        app.assign(stable_id(seed.AGENTS))
        return app


@dataclass
class App:
    """An application and its service principal, driven through Graph."""

    contoso: Contoso
    object_id: str
    app_id: str
    principal_id: str
    role_ids: list[str] = field(default_factory=list)

    @property
    def path(self) -> str:
        return f"/applications/{self.object_id}"

    @property
    def principal_path(self) -> str:
        return f"/servicePrincipals/{self.principal_id}"

    def read(self) -> dict[str, Any]:
        found: dict[str, Any] = self.contoso.graph.get(self.path).json()
        return found

    def try_patch(self, **changes: Any) -> httpx.Response:
        return self.contoso.graph.patch(self.path, json=changes)

    def patch(self, **changes: Any) -> None:
        assert self.try_patch(**changes).status_code == 204

    def try_patch_principal(self, **changes: Any) -> httpx.Response:
        return self.contoso.graph.patch(self.principal_path, json=changes)

    def patch_principal(self, **changes: Any) -> None:
        assert self.try_patch_principal(**changes).status_code == 204

    def add_role(self, value: str) -> str:
        role = new_role(stable_id(value), value)
        self.patch(appRoles=[*self.read()["appRoles"], role])
        self.role_ids.append(role["id"])
        return str(role["id"])

    def try_certificate(self, **body: Any) -> httpx.Response:
        return self.contoso.graph.post(f"{self.principal_path}/addTokenSigningCertificate", json=body)

    def add_certificate(self) -> dict[str, Any]:
        made: dict[str, Any] = self.try_certificate(displayName="CN=Connect").raise_for_status().json()
        return made

    def activate(self, thumbprint: str) -> None:
        self.patch_principal(preferredTokenSigningKeyThumbprint=thumbprint)

    def attach_policy(self, definition: str) -> str:
        body = {"definition": [definition], "displayName": "AWS claims"}
        made = self.contoso.graph.post("/policies/claimsMappingPolicies", json=body)
        policy_id: str = made.raise_for_status().json()["id"]
        assert self.try_attach(policy_id).status_code == 204
        return policy_id

    def try_attach(self, policy_id: str) -> httpx.Response:
        reference = {"@odata.id": f"https://graph.microsoft.com/v1.0/directoryObjects/{policy_id}"}
        return self.contoso.graph.post(f"{self.principal_path}/claimsMappingPolicies/$ref", json=reference)

    def try_assign(self, principal: str, role_id: str = "") -> httpx.Response:
        body = {
            "principalId": principal,
            "resourceId": self.principal_id,
            "appRoleId": role_id or self.role_ids[0],
        }
        return self.contoso.graph.post(f"{self.principal_path}/appRoleAssignedTo", json=body)

    def assign(self, principal: str, role_id: str = "") -> str:
        assignment_id: str = self.try_assign(principal, role_id).raise_for_status().json()["id"]
        return assignment_id

    def sign_in(self, person: str) -> "Said":
        result = sign_in(
            self.contoso.world,
            self.contoso.sandbox.addresses,
            app_id=self.app_id,
            user_principal_name=person,
        )
        return Said(result)


def new_role(role_id: str, value: str | None, **changes: Any) -> dict[str, Any]:
    return {
        "allowedMemberTypes": ["User"],
        "description": "Connect",
        "displayName": "Connect",
        "id": role_id,
        "isEnabled": True,
        "value": value,
        **changes,
    }


@dataclass(frozen=True)
class Said:
    """What a response says. Nothing is verified unless `verify` is called."""

    result: SignInResult

    @cached_property
    def response(self) -> etree._Element:
        return etree.fromstring(base64.b64decode(self.result.saml_response))

    def text(self, path: str) -> str:
        found = self.response.find(f".//a:{path}", NS)
        return "" if found is None else found.text or ""

    def attribute(self, path: str, name: str) -> str:
        found = self.response.find(f".//a:{path}", NS)
        return "" if found is None else found.get(name, "")

    @cached_property
    def claims(self) -> dict[str, list[str]]:
        return {
            row.get("Name", ""): [value.text or "" for value in row]
            for row in self.response.iterfind(".//a:Attribute", NS)
        }

    def verify(self, certificate: str) -> str:
        """The tag of what the certificate (base64 DER) signed. Raises signxml's InvalidSignature."""
        pem = f"-----BEGIN CERTIFICATE-----\n{certificate}\n-----END CERTIFICATE-----\n"
        assertion = self.response.find("a:Assertion", NS)
        assert assertion is not None
        result = XMLVerifier().verify(etree.tostring(assertion), x509_cert=pem)
        assert isinstance(result, VerifyResult)
        return etree.QName(result.signed_xml).localname
