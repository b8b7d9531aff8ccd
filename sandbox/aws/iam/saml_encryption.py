"""Keys of a SAML provider that decrypt assertions, and whether assertions must be encrypted.

The keys are checked and listed; decrypting itself is not simulated. Sources: the API reference of
UpdateSAMLProvider; the IAM user guide, "Troubleshoot SAML federation", whose texts these are.
"""

from typing import Any

from cryptography.hazmat.primitives.serialization import load_pem_private_key

from sandbox.aws.calls import ApiCall
from sandbox.aws.errors import AwsError
from sandbox.aws.ids import timestamp, unique_id
from sandbox.rows import Row

MOST_PRIVATE_KEYS = 2
ASKED_FOR = {"AssertionEncryptionMode", "AddPrivateKey", "RemovePrivateKey"}


def _refusal(text: str) -> AwsError:
    return AwsError("InvalidInput", text, status=400)


def encryption(call: ApiCall, present: Row) -> dict[str, Any]:
    """The mode and the keys of a provider after the call. Raises AwsError, and then nothing has changed."""
    if {"AddPrivateKey", "RemovePrivateKey"} <= set(call.params):
        raise _refusal(
            "Unable to add and remove private keys in the same request. "
            "Set a value for only one of the two parameters."
        )
    mode = call.params.get("AssertionEncryptionMode", present.get("AssertionEncryptionMode"))
    keys = _keys(call, list(present.get("PrivateKeyList", [])))
    if mode == "Required" and not keys:
        if "RemovePrivateKey" in call.params:
            raise _refusal("Failed to remove private key.")
        raise _refusal(
            "Unable to set assertion encryption mode to Required because no private key is provided."
        )
    return {"AssertionEncryptionMode": mode, "PrivateKeyList": keys}


def _keys(call: ApiCall, keys: list[Row]) -> list[Row]:
    if "AddPrivateKey" in call.params:
        _check_key(call.params["AddPrivateKey"])
        if len(keys) >= MOST_PRIVATE_KEYS:
            raise AwsError("LimitExceeded", f"Private key limit of {MOST_PRIVATE_KEYS} is reached.")
        return [*keys, {"KeyId": unique_id("SAMLPK", 22), "Timestamp": timestamp(call.world.now())}]
    if (number := call.params.get("RemovePrivateKey")) is not None:
        left = [key for key in keys if key["KeyId"] != number]
        if len(left) == len(keys):
            raise _refusal("Failed to remove private key because the Key ID does not match a private key.")
        return left
    return keys


def _check_key(pem: str) -> None:
    try:
        load_pem_private_key(pem.encode(), password=None)
    except (ValueError, TypeError):
        raise _refusal("Invalid private key.") from None
