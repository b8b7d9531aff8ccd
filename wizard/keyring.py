"""The only place that encrypts and decrypts. AES-256-GCM, bound to the row; fails closed.

A ciphertext is 4 bytes of key id, 12 bytes of nonce, then the sealed text. The first key of HANDOFF_KEYS
encrypts, every key decrypts.
"""

import hashlib
import os
from collections.abc import Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from wizard.models import Secret, Setup


class SecretUnreadable(Exception):
    """The key is missing, or the row was changed or moved. Says nothing about the content."""


class Keyring:
    """Keys derived from the texts of HANDOFF_KEYS."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._keys = {self._id(key): key for key in (hashlib.sha256(t.encode()).digest() for t in texts if t)}
        if not self._keys:
            raise SecretUnreadable("HANDOFF_KEYS is empty.")

    @staticmethod
    def _id(key: bytes) -> bytes:
        return hashlib.sha256(b"id" + key).digest()[:4]

    def seal(self, plain: str, *, bound_to: str) -> bytes:
        """Encrypt. `bound_to` names the row; the same words are needed to open it."""
        key_id, key = next(iter(self._keys.items()))
        nonce = os.urandom(12)
        return key_id + nonce + AESGCM(key).encrypt(nonce, plain.encode(), bound_to.encode())

    def open(self, sealed: bytes, *, bound_to: str) -> str:
        """Decrypt. Raises SecretUnreadable."""
        key = self._keys.get(sealed[:4])
        if key is None:
            raise SecretUnreadable("No key of HANDOFF_KEYS fits this secret.")
        try:
            return AESGCM(key).decrypt(sealed[4:16], sealed[16:], bound_to.encode()).decode()
        except (InvalidTag, ValueError) as error:  # ValueError: it was cut short
            raise SecretUnreadable("This secret was changed or moved.") from error


def _bound_to(setup: Setup, purpose: str) -> str:
    return f"{setup.pk}/{purpose}"


def keep(setup: Setup, purpose: str, plain: str) -> None:
    """Store or replace a secret of a setup."""
    sealed = Keyring(settings.HANDOFF_KEYS).seal(plain, bound_to=_bound_to(setup, purpose))
    Secret.objects.update_or_create(setup=setup, purpose=purpose, defaults={"ciphertext": sealed})


def reveal(setup: Setup, purpose: str) -> str | None:
    """The secret in plain text, or None if there is none. Raises SecretUnreadable."""
    row = Secret.objects.filter(setup=setup, purpose=purpose).first()
    if row is None:
        return None
    sealed = bytes(row.ciphertext)
    return Keyring(settings.HANDOFF_KEYS).open(sealed, bound_to=_bound_to(setup, purpose))


def burn(setup: Setup, purpose: str) -> None:
    """Delete a secret. Nothing happens if there is none."""
    Secret.objects.filter(setup=setup, purpose=purpose).delete()
