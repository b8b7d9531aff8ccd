"""sso-oidc: an engineer's program gets an access token after the engineer confirmed a code in the browser.

All calls are unsigned. Codes and statuses are those of botocore's model; the descriptions are empty or the
sandbox's, as AWS's own are.
"""

import secrets
from datetime import datetime, timedelta
from typing import Any

from sandbox.aws.calls import ApiCall, Result
from sandbox.aws.errors import AwsError, not_simulated
from sandbox.rows import Row
from sandbox.world import World

DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code"
OTHER_GRANTS = {"authorization_code", "refresh_token"}
CLIENT_LIFE = timedelta(days=90)
DEVICE_LIFE = timedelta(minutes=10)
TOKEN_LIFE = timedelta(hours=8)
INTERVAL = 1
_LETTERS = "BCDFGHJKLMNPQRSTVWXZ"


def oauth_error(code: str, word: str, text: str = "") -> AwsError:
    """A refusal in OAuth's form beside AWS's."""
    return AwsError(code, text, details={"error": word, "error_description": text})


def register_client(call: ApiCall) -> Result:
    """RegisterClient: public clients only."""
    if call.params["clientType"] != "public":
        raise oauth_error("InvalidClientMetadataException", "invalid_client_metadata", "Invalid client type")
    now = call.world.now()
    number, end = secrets.token_urlsafe(20), now + CLIENT_LIFE
    secret = secrets.token_urlsafe(60)
    call.world.table("idc.clients")[number] = {"secret": secret, "ends": end.isoformat()}
    return {
        "clientId": number,
        "clientSecret": secret,
        "clientIdIssuedAt": int(now.timestamp()),
        "clientSecretExpiresAt": int(end.timestamp()),
    }


def _check_client(call: ApiCall) -> None:
    row = call.world.table("idc.clients").get(call.params["clientId"])
    known = row is not None and secrets.compare_digest(row["secret"], call.params["clientSecret"])
    if not known or row is None or call.world.now() >= datetime.fromisoformat(row["ends"]):
        raise oauth_error("InvalidClientException", "invalid_client", "Invalid client")


def start_device_authorization(call: ApiCall) -> Result:
    """StartDeviceAuthorization: the codes, and the (simulated) page where the engineer confirms.

    As the page is the browser's next hop, its address is the sandbox's own rather than device.sso....
    """
    _check_client(call)
    store = _store_of_portal(call.world, call.params["startUrl"])
    if store is None:
        raise oauth_error("InvalidRequestException", "invalid_request", "Invalid start url provided")
    code, now = secrets.token_urlsafe(60), call.world.now()
    shown = "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(2))
    call.world.table("idc.devices")[code] = {
        "user_code": shown,
        "client": call.params["clientId"],
        "store": store,
        "state": "pending",
        "user": None,
        "ends": (now + DEVICE_LIFE).isoformat(),
        "asked": None,
    }
    page = f"{call.addresses.web}/portal/device"
    return {
        "deviceCode": code,
        "userCode": shown,
        "verificationUri": page,
        "verificationUriComplete": f"{page}?user_code={shown}",
        "expiresIn": int(DEVICE_LIFE.total_seconds()),
        "interval": INTERVAL,
    }


def _store_of_portal(world: World, address: str) -> str | None:
    stores = (row["IdentityStoreId"] for row in world.table("ids.instances").values())
    wanted = address.rstrip("/").removesuffix("/#")
    return next((store for store in stores if wanted == f"https://{store}.awsapps.com/start"), None)


def device_of(world: World, user_code: str) -> Row | None:
    """What waits for this code, typed by a person: spaces and letter case do not matter."""
    wanted = user_code.strip().upper()
    for row in world.table("idc.devices").values():
        if row["user_code"] == wanted and world.now() < datetime.fromisoformat(row["ends"]):
            return row
    return None


def create_token(call: ApiCall) -> Result:
    """CreateToken for the device code grant."""
    _check_client(call)
    grant = call.params["grantType"]
    if grant in OTHER_GRANTS:
        raise not_simulated(f"the grant {grant}")
    if grant != DEVICE_GRANT:
        raise oauth_error("UnsupportedGrantTypeException", "unsupported_grant_type", "Unsupported grant type")
    code = call.params.get("deviceCode", "")
    device = call.world.table("idc.devices").get(code)
    if device is None or device["client"] != call.params["clientId"]:
        raise oauth_error("InvalidGrantException", "invalid_grant", "Invalid device code provided")
    _check_state(call.world, device)
    del call.world.table("idc.devices")[code]
    return _token(call.world, device)


def _check_state(world: World, device: Row) -> None:
    """Raises AwsError unless the engineer has said yes."""
    now = world.now()
    if now >= datetime.fromisoformat(device["ends"]):
        raise oauth_error("ExpiredTokenException", "expired_token", "The device code has expired.")
    if device["state"] == "denied":
        raise oauth_error("AccessDeniedException", "access_denied", "The request was denied.")
    if device["state"] == "allowed":
        return
    last = device["asked"]
    # Kept although the call is refused: the next one is measured by it.
    device["asked"] = now.isoformat()
    if last is not None and now - datetime.fromisoformat(last) < timedelta(seconds=INTERVAL):
        raise oauth_error("SlowDownException", "slow_down")
    raise oauth_error("AuthorizationPendingException", "authorization_pending")


def _token(world: World, device: Row) -> dict[str, Any]:
    token = secrets.token_urlsafe(60)
    ends = world.now() + TOKEN_LIFE
    world.table("idc.access_tokens")[token] = {"user": device["user"], "ends": ends.isoformat()}
    return {"accessToken": token, "tokenType": "Bearer", "expiresIn": int(TOKEN_LIFE.total_seconds())}
