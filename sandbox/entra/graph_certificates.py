"""Graph: signing certificates of service principals."""

import base64
import hashlib
import uuid
from datetime import datetime, timedelta

from sandbox.entra.errors import invalid_value
from sandbox.entra.graph_call import GraphCall, Reply, context_url
from sandbox.entra.keys import graph_time, self_signed
from sandbox.rows import Row
from sandbox.world import World

_LONGEST = timedelta(days=3 * 365 + 1)


def add_signing_certificate(call: GraphCall) -> Reply:
    """POST /servicePrincipals/{id}/addTokenSigningCertificate: a key that is not active yet."""
    principal, name = call.owned("entra.servicePrincipals"), call.text("displayName")
    if not name.startswith("CN=") or len(name) < 4:
        raise invalid_value("displayName", "SelfSignedCertificate")
    now = call.world.now()
    end = _end(call, now)
    with call.world.changing():
        key = add_key(call.world, principal, name, start=now, end=end)
    verify = principal["keyCredentials"][-1]
    context = context_url(call, "microsoft.graph.selfSignedCertificate")
    return Reply(200, {"@odata.context": context, **verify, "thumbprint": key["thumbprint"]})


def add_key(world: World, principal: Row, name: str, *, start: datetime, end: datetime) -> Row:
    """A fresh signing key of a service principal, not active yet. Call inside `world.changing()`."""
    key = self_signed(name.removeprefix("CN="), start=start, end=end)
    key["principal"] = principal["id"]
    key["identifier"] = base64.b64encode(hashlib.sha256(base64.b64decode(key["der"])).digest()).decode()
    world.table("entra.signingKeys")[key["thumbprint"]] = key
    principal["keyCredentials"] = [
        *principal["keyCredentials"],
        {**_credential(key, name, usage="Sign"), "key": None},
        _credential(key, name, usage="Verify"),
    ]
    principal["passwordCredentials"] = [*principal["passwordCredentials"], _password(key, name)]
    return key


def _end(call: GraphCall, now: datetime) -> datetime:
    wanted = call.body.get("endDateTime")
    if wanted is None:
        return now + timedelta(days=3 * 365)
    try:
        end = datetime.fromisoformat(str(wanted))
    except ValueError as error:
        raise invalid_value("endDateTime", "SelfSignedCertificate") from error
    if end.tzinfo is None or not now < end <= now + _LONGEST:
        raise invalid_value("endDateTime", "SelfSignedCertificate")
    return end


def _credential(key: Row, name: str, *, usage: str) -> Row:
    return {
        "customKeyIdentifier": key["identifier"],
        "displayName": name,
        "endDateTime": key["end"],
        "key": key["der"],
        "keyId": str(uuid.uuid4()),
        "startDateTime": key["start"],
        "type": "AsymmetricX509Cert" if usage == "Verify" else "X509CertAndPassword",
        "usage": usage,
    }


def _password(key: Row, name: str) -> Row:
    return {
        "customKeyIdentifier": key["identifier"],
        "displayName": name,
        "endDateTime": key["end"],
        "hint": None,
        "keyId": str(uuid.uuid4()),
        "secretText": None,
        "startDateTime": graph_time(datetime.fromisoformat(key["start"])),
    }
