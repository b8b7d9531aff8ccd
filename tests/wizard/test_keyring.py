"""Secrets open only with the right key and in the row they were sealed for; everything else fails closed."""

from typing import Any

import pytest

from tests.cast import Cast
from wizard import keyring
from wizard.keyring import Keyring, SecretUnreadable
from wizard.models import Secret

ROW = "setup-1/entra-token-cache"


def sealed(plain: str = "top secret", *keys: str, bound_to: str = ROW) -> bytes:
    return Keyring(keys or ("first key",)).seal(plain, bound_to=bound_to)


def refusal(sealed_text: bytes, *keys: str, bound_to: str = ROW) -> str:
    with pytest.raises(SecretUnreadable) as caught:
        Keyring(keys or ("first key",)).open(sealed_text, bound_to=bound_to)
    return str(caught.value)


@pytest.mark.parametrize("plain", ["top secret", "", "ümläut ✓", "x" * 100_000])
def test_what_was_sealed_opens_again(plain: str) -> None:
    assert Keyring(["first key"]).open(sealed(plain), bound_to=ROW) == plain


def test_nothing_of_the_text_can_be_seen_and_no_two_are_alike() -> None:
    first, second = sealed(), sealed()
    assert b"top secret" not in first
    assert first != second


def test_another_key_does_not_open_it() -> None:
    assert refusal(sealed(), "other key") == "No key of HANDOFF_KEYS fits this secret."


@pytest.mark.parametrize("place", [0, 5, 17, -1], ids=["key id", "nonce", "text", "tag"])
def test_one_changed_bit_is_noticed(place: int) -> None:
    changed = bytearray(sealed())
    changed[place] ^= 1
    assert "secret" not in refusal(bytes(changed)).replace("this secret", "").replace("This secret", "")


def test_a_ciphertext_moved_to_another_row_does_not_open() -> None:
    assert refusal(sealed(), bound_to="setup-2/entra-token-cache") == "This secret was changed or moved."


@pytest.mark.parametrize("length", [0, 3, 4, 15, 16, 31])
def test_a_ciphertext_cut_short_does_not_open(length: int) -> None:
    assert refusal(sealed()[:length])


@pytest.mark.parametrize("keys", [[], [""]])
def test_without_keys_nothing_is_sealed(keys: list[str]) -> None:
    with pytest.raises(SecretUnreadable, match="HANDOFF_KEYS is empty"):
        Keyring(keys)


def test_after_rotation_the_new_key_seals_and_the_old_one_still_opens() -> None:
    old = sealed("kept before", "old key")
    ring = Keyring(["new key", "old key"])
    assert ring.open(old, bound_to=ROW) == "kept before"
    assert Keyring(["new key"]).open(ring.seal("kept after", bound_to=ROW), bound_to=ROW) == "kept after"


def test_a_secret_of_a_setup_is_kept_revealed_replaced_and_burnt(cast: Cast) -> None:
    assert keyring.reveal(cast.setup, "tokens") is None
    for plain in ("first", "second"):
        keyring.keep(cast.setup, "tokens", plain)
        assert keyring.reveal(cast.setup, "tokens") == plain
    assert b"second" not in bytes(Secret.objects.get().ciphertext)
    keyring.burn(cast.setup, "tokens")
    keyring.burn(cast.setup, "tokens")
    assert keyring.reveal(cast.setup, "tokens") is None


def test_a_row_copied_to_another_setup_stays_closed(cast: Cast) -> None:
    keyring.keep(cast.setup, "tokens", "of Contoso")
    stolen = Secret.objects.get()
    Secret.objects.create(setup=cast.elsewhere, purpose="tokens", ciphertext=stolen.ciphertext)
    with pytest.raises(SecretUnreadable):
        keyring.reveal(cast.elsewhere, "tokens")


def test_a_row_copied_to_another_purpose_stays_closed(cast: Cast) -> None:
    keyring.keep(cast.setup, "tokens", "of Entra")
    Secret.objects.update(purpose="other")
    with pytest.raises(SecretUnreadable):
        keyring.reveal(cast.setup, "other")


def test_with_its_key_lost_a_secret_is_neither_read_nor_overwritten_silently(cast: Cast, settings: Any) -> None:
    keyring.keep(cast.setup, "tokens", "of Entra")
    before = bytes(Secret.objects.get().ciphertext)
    settings.HANDOFF_KEYS = ["another key"]
    with pytest.raises(SecretUnreadable):
        keyring.reveal(cast.setup, "tokens")
    assert bytes(Secret.objects.get().ciphertext) == before
