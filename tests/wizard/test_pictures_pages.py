"""What the pictures say in the page, with and without the drawing."""

import re
from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string

from federation.findings import Finding, Level
from federation.sides import Side
from wizard.pictures.handoff_map import Arrow, Station, build_map
from wizard.pictures.trust import build_trust
from wizard.views.presenting import Turn


def map_page(url: str | None = "/step", front: str | None = None) -> str:
    stations = [
        Station("azure-certificate", "azure", "Certificate", "Create <it>", "done", "Done", url),
        Station("aws-role", "aws", "Role", "Create the role", "ready", "Ready", url, has_ball=True),
    ]
    arrows = [Arrow("azure-certificate", "aws-role", "Metadata XML", given=False)]
    picture = build_map(stations, arrows, front=front)
    return render_to_string("pictures/handoff_map.html", {"map": picture, "balls": [Turn("Asha (Azure)")]})


def list_part(page: str) -> str:
    return page[page.index('class="map-list"') :]


def test_the_list_says_what_the_picture_shows() -> None:
    words = list_part(map_page())
    for part in ("Azure", "Create the role", "Ready", "Ball", "Metadata XML for “Create the role”: not yet"):
        assert part in words


def test_who_has_the_ball_is_written_above_the_map() -> None:
    assert "Asha (Azure)" in map_page().split('<svg class="map-picture"')[0]


def test_stations_are_links_in_the_picture_and_in_the_list() -> None:
    page = map_page()
    assert re.search(r'id="stop-aws-role"\s+href="/step"', page)
    assert re.search(r'id="row-aws-role"\s+href="/step"', page)


def test_a_map_without_links_is_one_image() -> None:
    page = map_page(url=None)
    assert 'role="img"' in page
    assert "<a " not in page


def test_a_map_with_links_is_no_image_because_images_hide_their_links() -> None:
    assert 'role="img"' not in map_page()


def test_the_own_lane_stands_in_front() -> None:
    lanes = re.findall(r'class="lane (\w+)( behind)?"', map_page(front="aws"))
    assert lanes == [("azure", " behind"), ("aws", "")]


def test_titles_are_escaped() -> None:
    assert "<it>" not in map_page()


def test_the_trust_chain_tells_each_verdict_in_words() -> None:
    found = Finding(code="x", level=Level.ERROR, owner=Side.AWS, message="No such user.", step="aws-users")
    page = render_to_string("pictures/trust.html", {"trust": build_trust([found])})
    words = page[page.index('class="trust-list"') :]
    assert "No such user." in words
    assert "Broken" in words
    assert words.count("Not checked") == 6


def test_no_template_needs_inline_styles_or_scripts() -> None:
    pages = {path: path.read_text() for path in Path(settings.BASE_DIR, "templates").rglob("*.html")}
    banned = re.compile(r"\sstyle=|<style|<script(?![^>]*\ssrc=)|\son\w+=|hx-on|javascript:")
    assert [str(path) for path, text in pages.items() if banned.search(text)] == []
