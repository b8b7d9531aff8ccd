"""One thing is made once, although its call may be lost, repeated or late."""

from dataclasses import dataclass, field

import pytest

from federation.effects import Making, MemoryEffects, make_once
from federation.errors import CloudFailed, CloudNotReady, CloudUnreachable, NeedsPerson, PermissionMissing

MAKING = Making("thing", "the thing", settle=60)
ASKING = Making("thing", "the thing", settle=60, again=False)


@dataclass
class Cloud:
    """Makes a new thing at every call; shows what it made while `shows`."""

    shows: bool = True
    things: list[str] = field(default_factory=list)
    fails: Exception | None = None
    effect: bool = True
    time: float = 0.0

    def __post_init__(self) -> None:
        self.effects = MemoryEffects(clock=lambda: self.time)

    def look(self) -> str | None:
        return self.things[0] if self.things and self.shows else None

    def send(self) -> None:
        assert "thing" in self.effects.begun, "The intent comes before the call."
        if self.effect:
            self.things.append(f"thing {len(self.things)}")
        if self.fails:
            raise self.fails

    def wait(self, look: object) -> str:
        found = self.look()
        if found is None:
            raise CloudNotReady("Not there yet.")
        return found

    def make(self, making: Making = MAKING) -> str:
        return make_once(self.effects, making, look=self.look, send=self.send, wait=self.wait)


def test_it_is_made_once_and_found_from_then_on() -> None:
    cloud = Cloud()
    assert [cloud.make(), cloud.make()] == ["thing 0", "thing 0"]
    assert cloud.things == ["thing 0"]
    assert not cloud.effects.begun


@pytest.mark.parametrize("lost", [CloudFailed("500"), CloudUnreachable("reset")])
def test_a_lost_answer_is_answered_by_looking(lost: Exception) -> None:
    cloud = Cloud(fails=lost)
    assert cloud.make() == "thing 0"
    assert not cloud.effects.begun


def test_while_nothing_shows_nothing_is_sent_again() -> None:
    cloud = Cloud(fails=CloudFailed("500"), shows=False)
    for _ in range(3):
        with pytest.raises(CloudNotReady):
            cloud.make()
    assert len(cloud.things) == 1
    cloud.shows = True
    assert cloud.make() == "thing 0"


def test_a_worker_that_died_between_intent_and_answer_leaves_the_same_question() -> None:
    cloud = Cloud(effect=False)
    cloud.effects.begin("thing")
    with pytest.raises(CloudNotReady, match="It is not known whether the thing was made"):
        cloud.make()
    assert cloud.things == []


def test_when_it_would_show_by_now_it_is_sent_again() -> None:
    cloud = Cloud()
    cloud.effects.begin("thing")
    cloud.time = 61
    assert cloud.make() == "thing 0"


def test_or_a_person_is_asked_first_and_decides_by_trying_again() -> None:
    cloud = Cloud()
    cloud.effects.begin("thing")
    cloud.time = 61
    with pytest.raises(NeedsPerson, match="nothing showed up for 60 seconds"):
        cloud.make(ASKING)
    assert cloud.things == []
    assert cloud.make(ASKING) == "thing 0"


def test_a_refusal_leaves_no_question() -> None:
    cloud = Cloud(fails=PermissionMissing("no"), effect=False)
    with pytest.raises(PermissionMissing):
        cloud.make()
    cloud.fails, cloud.effect = None, True
    assert cloud.make() == "thing 0"


def test_the_pause_ends_when_the_question_is_settled() -> None:
    cloud = Cloud()
    cloud.effects.begin("thing")
    cloud.time = 55
    with pytest.raises(CloudNotReady) as caught:
        cloud.make()
    assert caught.value.retry_after == 5
