"""Old metadata beside the thumbprint of a new certificate is refused where the file was chosen."""

from tests.cast import Cast, Window, by_hand_answers, do_everything_before, metadata, text

STEP = "azure-certificate"


def test_old_metadata_beside_a_new_thumbprint_is_refused_beside_the_file(cast: Cast, asha: Window) -> None:
    do_everything_before(cast, STEP)
    typed = {"metadata_xml": metadata(), "certificate_thumbprint": "6C1A" * 10}
    page = asha.typed("by-hand", cast.setup.pk, STEP, **typed)
    assert page.context["form"].errors["metadata_xml"][0].startswith("This file holds ")
    assert "not 6C1A6C1A…: download it again after activating" in text(page)


def test_metadata_without_a_thumbprint_is_taken(cast: Cast, asha: Window) -> None:
    do_everything_before(cast, STEP)
    assert asha.typed("by-hand", cast.setup.pk, STEP, **by_hand_answers()[STEP]).status_code == 302
