"""Turns what queries found into what components show: tasks, stations, arrows, values."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils.timesince import timesince
from django.utils.timezone import now

from federation.items import Item
from federation.progress import State, StepProgress, givers
from federation.sides import Side
from federation.steps.base import Step
from wizard import permissions
from wizard.models import Kind, Origin, Person, Revision
from wizard.pictures.handoff_map import Arrow, HandoffMap, Station, build_map
from wizard.queries.history import failures_of
from wizard.queries.overview import LOGIN_CHECK, Ball, Overview
from wizard.templatetags.ages import ago

_FINISH = "Login check"


@dataclass(frozen=True)
class Task:
    """One row of a task list. Without a url there is nothing to do now."""

    title: str
    url: str | None
    state: str
    state_label: str
    hint: str
    side: str
    since: datetime | None = None


@dataclass(frozen=True)
class ShownValue:
    """One value with where it came from, for components/value.html."""

    key: str
    label: str
    value: str
    why: str
    origin: str
    age: datetime
    long: bool
    run_url: str = ""


def step_url(overview: Overview, p: StepProgress, person: Person) -> str | None:
    """Where the person works on the step; None for what is not theirs or must wait."""
    if not permissions.works_on(overview.roles_of(person), p.step.side) or p.state is State.WAITING:
        return None
    if p.state is State.RUNNING:
        run = overview.undoing.get(p.step.key) or overview.newest(p.step.key, Kind.CARRY_OUT)
        return reverse("run", args=[run.pk]) if run else None
    return reverse("step", args=[overview.setup.pk, p.step.key])


def hint(overview: Overview, p: StepProgress, person: Person) -> str:
    """One short sentence under the task's title. Values only for those who may read them."""
    if p.state is State.WAITING:
        return _waiting_hint(overview, p)
    if p.state is State.STALE:
        return f"Changed since it was done: {', '.join(item.label for item in p.changed)}"
    if p.state is State.PROBLEM:
        return _problem_hint(overview, p, person)
    if p.state is State.DONE:
        return "Done by hand" if overview.by_hand(p.step) else ""
    return p.step.purpose if p.state is State.READY else ""


def _problem_hint(overview: Overview, p: StepProgress, person: Person) -> str:
    run = overview.problem(p.step)
    if run is None or not permissions.sees_values(overview.roles_of(person)):
        changed = "Somebody changed it: " if run is not None and run.kind == Kind.DRIFT else ""
        return f"{changed}{overview.names(p.step.side)} must look at it"
    failures = [row["message"] for row in failures_of(run, p.step.key)]
    return run.error_message or next(iter(failures), "")


def _waiting_hint(overview: Overview, p: StepProgress) -> str:
    step = _waited_for(overview, p)
    if step.side is p.step.side:
        return f"After “{step.title}”"
    what = ", ".join(item.label for item in p.missing if item in (*step.gives, *(a.item for a in step.asks)))
    return f"Waiting for {overview.names(step.side)} ({step.side.label}): {what}"


def _waited_for(overview: Overview, p: StepProgress) -> Step:
    """The step to name: one that can go on now across the border, else the last one before this."""
    steps = overview.route.steps
    across = [s for s in p.waits_for if s.side is not p.step.side and overview.by_key[s.key].state.actionable]
    return across[0] if across else max(p.waits_for, key=steps.index)


def tasks_for(overview: Overview, side: Side, person: Person) -> list[Task]:
    """The tasks of one side, in order."""
    return [_task(overview, p, person) for p in overview.progress if p.step.side is side]


def stations_for(overview: Overview, person: Person) -> list[Task]:
    """Every step and the login check as rows, for the status page."""
    rows = [_task(overview, p, person) for p in overview.progress]
    state = overview.check_state
    url = reverse("login-check", args=[overview.setup.pk])
    return [*rows, Task(_FINISH, url, state.value, state.label, check_hint(overview), "")]


def check_hint(overview: Overview) -> str:
    """One short sentence on the login check."""
    return {
        State.WAITING: "After all other steps",
        State.READY: "Compare both clouds, then prove it with a real sign-in",
        State.PROBLEM: "Something must be mended",
        State.STALE: "The record changed since the last check",
        State.DONE: "A real sign-in reached Amazon Connect",
    }.get(overview.check_state, "")


def _task(overview: Overview, p: StepProgress, person: Person) -> Task:
    since = overview.done_at(p.step) if p.state is State.DONE else overview.since(p)
    return Task(
        title=p.step.title,
        url=step_url(overview, p, person),
        state=p.state.value,
        state_label=p.state.label,
        hint=hint(overview, p, person),
        side=p.step.side.value,
        since=since,
    )


@dataclass(frozen=True)
class Turn:
    """Somebody who can go on now. `mine`: it is the person who reads the page."""

    words: str
    mine: bool = False

    @property
    def label(self) -> str:
        return "You have the ball" if self.mine else "Has the ball"

    def __str__(self) -> str:
        return f"{self.label}: {self.words}"


def balls(overview: Overview, person: Person) -> list[Turn]:
    """Who has the ball and since when, the reader first; who must run the login check at the end."""
    turns = [_turn(overview, ball, person) for ball in overview.balls]
    if not turns and overview.complete and overview.check_state is not State.DONE:
        both = f"{overview.names(Side.AZURE)} and {overview.names(Side.AWS)}"
        mine = permissions.is_engineer(person, overview.setup)
        turns = [Turn(_FINISH if mine else f"{both}: {_FINISH}", mine)]
    return sorted(turns, key=lambda turn: not turn.mine)


def _turn(overview: Overview, ball: Ball, person: Person) -> Turn:
    mine = permissions.works_on(overview.roles_of(person), ball.side)
    words = f"{ball.task.title} ({ball.side.label})" if mine else ball.sentence
    return Turn(f"{words}, {_how_long(ball.since)}", mine)


def _how_long(since: datetime) -> str:
    if now() - since < timedelta(minutes=1):
        return "since a moment ago"
    return f"for {timesince(since, depth=1)}"


def handoff_map(overview: Overview, *, person: Person, front: Side | None = None) -> HandoffMap:
    """The picture of the setup. With `front` the small form with the own lane in front."""
    ours = {ball.task.key for ball in overview.balls}
    stations = [_station(overview, p, person, has_ball=p.step.key in ours) for p in overview.progress]
    stations.append(_finish(overview))
    return build_map(stations, _arrows(overview), front=front.value if front else None)


def _station(overview: Overview, p: StepProgress, person: Person, *, has_ball: bool) -> Station:
    return Station(
        key=p.step.key,
        side=p.step.side.value,
        short=p.step.short,
        title=p.step.title,
        state=p.state.value,
        state_label=p.state.label,
        url=step_url(overview, p, person),
        has_ball=has_ball,
    )


def _finish(overview: Overview) -> Station:
    state = overview.check_state
    return Station(
        key=LOGIN_CHECK,
        side="",
        short=_FINISH,
        title=_FINISH,
        state=state.value,
        state_label=state.label,
        url=reverse("login-check", args=[overview.setup.pk]),
        has_ball=state in (State.READY, State.STALE, State.PROBLEM),
    )


def _arrows(overview: Overview) -> list[Arrow]:
    sources = givers(overview.route.steps)
    found = [
        _arrow(overview, sources[item.key].key, step.key, item)
        for step in overview.route.steps
        for item in step.needs
        if item.key in sources and sources[item.key].key != step.key
    ]
    ends = {step.key for step in overview.route.steps} - {arrow.from_key for arrow in found}
    return [*found, *(Arrow(key, LOGIN_CHECK, "", given=False) for key in sorted(ends))]


def _arrow(overview: Overview, from_key: str, to_key: str, item: Item[Any]) -> Arrow:
    row = overview.record.revisions.get(item.key)
    age = ago(row.at) if row else ""
    return Arrow(from_key, to_key, item.label, given=item in overview.record, age=age)


def shown_value(row: Revision) -> ShownValue:
    """A revision as people see it."""
    text = row.text
    return ShownValue(
        key=row.key,
        label=row.item.label,
        value=row.item.choices.get(text, text),
        why=row.item.why,
        origin=origin(row),
        age=row.at,
        long=len(text) > 300 or "\n" in text,
        run_url=reverse("run", args=[row.run_id]) if row.run_id else "",
    )


@dataclass(frozen=True)
class ShownChange:
    """An input that changed after the step used it."""

    label: str
    old: str
    new: str


def shown_changes(overview: Overview, p: StepProgress) -> list[ShownChange]:
    """Old and new value of everything that makes a step out of date."""
    return [
        ShownChange(
            item.label, _brief(overview.used(p.step, item)), _brief(overview.record.revisions.get(item.key))
        )
        for item in p.changed
    ]


def _brief(row: Revision | None) -> str:
    return "nothing" if row is None or row.value is None else row.item.brief(row.loaded)


def origin(row: Revision) -> str:
    """Who or what gave the value, in words."""
    who = row.person.name if row.person else "Handoff"
    if row.origin == Origin.READ:
        return "read from the API"
    return f"{row.get_origin_display()} by {who}"
