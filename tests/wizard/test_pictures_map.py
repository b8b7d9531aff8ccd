"""The handoff map stays legible whatever the setup looks like."""

import itertools

import pytest

from wizard.pictures.handoff_map import Arrow, HandoffMap, Station, build_map
from wizard.pictures.lettering import Box, width_of

ROUTE = (
    ("azure-connect", "azure", "Connect Entra"),
    ("azure-application", "azure", "Application"),
    ("azure-certificate", "azure", "Certificate"),
    ("azure-claims", "azure", "Role and claims"),
    ("azure-assignments", "azure", "People"),
    ("azure-access-url", "azure", "Access URL"),
    ("aws-connect", "aws", "Connect AWS"),
    ("aws-instance", "aws", "Instance"),
    ("aws-saml-provider", "aws", "SAML provider"),
    ("aws-role", "aws", "Role"),
    ("aws-users", "aws", "Connect users"),
    ("login-check", "", "Login check"),
)
HANDED_OVER = (
    ("aws-instance", "azure-application", "Instance ARN"),
    ("azure-certificate", "aws-saml-provider", "Metadata XML"),
    ("aws-saml-provider", "azure-claims", "Provider ARN"),
    ("aws-role", "azure-claims", "Role ARN"),
    ("azure-assignments", "aws-users", "People"),
)


def station(
    key: str, side: str, short: str = "Step", state: str = "done", *, has_ball: bool = False
) -> Station:
    return Station(key, side, short, f"Do {short}", state, state.capitalize(), has_ball=has_ball)


def direct_custom(*, front: str | None = None, state: str = "done", has_ball: bool = False) -> HandoffMap:
    stations = [station(*row, state, has_ball=has_ball) for row in ROUTE]
    return build_map(stations, [Arrow(*row, given=True, age="2 hours ago") for row in HANDED_OVER], front=front)


def overlap(one: Box, other: Box) -> bool:
    return one.x < other.right and other.x < one.right and one.y < other.bottom and other.y < one.bottom


def label_boxes(picture: HandoffMap) -> list[Box]:
    return [Box(c.label.x, c.label.y, c.label.width, c.label.height) for c in picture.crossings]


def x_of(picture: HandoffMap) -> dict[str, float]:
    return {stop.station.key: stop.x for stop in picture.stops}


EVERY_FORM = pytest.mark.parametrize("front", [None, "azure", "aws"])
EVERY_STATE = pytest.mark.parametrize("state", ["done", "waiting", "there is a problem"])


@EVERY_FORM
def test_a_step_stands_to_the_right_of_every_step_it_waits_for(front: str | None) -> None:
    xs = x_of(direct_custom(front=front))
    assert all(xs[giver] < xs[taker] for giver, taker, _ in HANDED_OVER)


@EVERY_FORM
def test_the_login_check_is_the_last_station(front: str | None) -> None:
    xs = x_of(direct_custom(front=front))
    assert max(xs, key=lambda key: xs[key]) == "login-check"


@EVERY_FORM
@EVERY_STATE
def test_no_two_stations_overlap(front: str | None, state: str) -> None:
    boxes = [stop.box for stop in direct_custom(front=front, state=state, has_ball=True).stops]
    assert not [pair for pair in itertools.combinations(boxes, 2) if overlap(*pair)]


@EVERY_FORM
def test_no_label_lies_on_another_label_or_on_a_station(front: str | None) -> None:
    picture = direct_custom(front=front)
    labels, stops = label_boxes(picture), [stop.box for stop in picture.stops]
    assert not [pair for pair in itertools.combinations(labels, 2) if overlap(*pair)]
    assert not [pair for pair in itertools.product(labels, stops) if overlap(*pair)]


@EVERY_FORM
def test_labels_stay_between_the_lanes(front: str | None) -> None:
    picture = direct_custom(front=front)
    azure, aws = picture.lanes
    assert all(azure.box.bottom <= box.y and box.bottom <= aws.box.y for box in label_boxes(picture))


@EVERY_FORM
@EVERY_STATE
def test_words_fit_their_station(front: str | None, state: str) -> None:
    picture = direct_custom(front=front, state=state)
    for stop in picture.stops:
        assert all(width_of(line.text, picture.form.title) <= stop.box.width for line in stop.titles)
        assert all(stop.box.y <= line.y <= stop.box.bottom for line in (*stop.titles, *stop.states))


@EVERY_FORM
def test_no_word_of_a_station_is_broken(front: str | None) -> None:
    picture = direct_custom(front=front)
    assert all(" ".join(line.text for line in stop.titles) == stop.station.short for stop in picture.stops)


@EVERY_FORM
def test_everything_is_inside_the_picture(front: str | None) -> None:
    picture = direct_custom(front=front, has_ball=True)
    boxes = [stop.box for stop in picture.stops] + label_boxes(picture) + [lane.box for lane in picture.lanes]
    assert all(box.x >= 0 and box.right <= picture.form.width for box in boxes)
    assert all(box.y >= 0 and box.bottom <= picture.height for box in boxes)


def test_many_items_on_the_same_stretch_still_have_room() -> None:
    stations = [station("a", "azure"), station("b", "aws"), station("c", "aws"), station("end", "")]
    arrows = [
        Arrow(one, other, f"A long item name {one}{other}", given=False) for one, other in ("ab", "ac", "ba")
    ]
    labels = label_boxes(build_map(stations, arrows))
    assert len(labels) == 3
    assert not [pair for pair in itertools.combinations(labels, 2) if overlap(*pair)]


def test_two_items_on_the_same_way_share_one_arrow() -> None:
    arrows = [Arrow("a", "b", "First", given=True), Arrow("a", "b", "Second", given=False)]
    (crossing,) = build_map([station("a", "azure"), station("b", "aws")], arrows).crossings
    assert [row.text for row in crossing.label.rows] == ["First", "Second"]
    assert (crossing.given, crossing.label.note.text) == (False, "not all yet")


def test_steps_that_wait_for_each_other_do_not_hang_the_page() -> None:
    arrows = [Arrow("a", "b", "There", given=True), Arrow("b", "a", "Back", given=True)]
    assert len(build_map([station("a", "azure"), station("b", "aws")], arrows).crossings) == 2


def test_an_arrow_to_a_step_that_is_not_on_the_route_is_left_out() -> None:
    assert build_map([station("a", "azure")], [Arrow("a", "gone", "Item", given=True)]).crossings == ()


@pytest.mark.parametrize("side", ["azure", "aws"])
def test_a_route_with_one_side_has_one_lane_and_fits(side: str) -> None:
    picture = build_map([station("a", side), station("login-check", "", "Login check", has_ball=True)], [])
    assert [lane.side for lane in picture.lanes] == [side]
    assert all(stop.box.y >= 0 and stop.box.bottom <= picture.height for stop in picture.stops)


def test_a_setup_without_steps_has_an_empty_picture() -> None:
    assert build_map([], []).stops == ()


def test_each_station_says_what_it_hands_over() -> None:
    (stop,) = (s for s in direct_custom().stops if s.station.key == "azure-certificate")
    assert stop.gives == ("Metadata XML for “Do SAML provider”: 2 hours ago",)


def test_a_screen_reader_hears_side_step_state_and_ball() -> None:
    (lane,) = build_map([station("a", "aws", "Role", "ready", has_ball=True)], []).lanes
    assert lane.stops[0].name == "AWS: Do Role, Ready, has the ball"


def test_the_summary_counts_what_is_done() -> None:
    assert build_map([station("a", "aws"), station("b", "aws", state="ready")], []).summary == (
        "1 of 2 steps are done."
    )
