"""Nothing is made on a side while something is undone there, and the reverse."""

from wizard.models import ACTIVE, Kind, Run, Setup
from wizard.queries.scopes import scope_of

_MAKES = (Kind.CARRY_OUT, Kind.BY_HAND)


class NotNow(Exception):
    """What was asked for cannot be done as things stand; the sentence says why."""


def refuse_collision(setup: Setup, kind: Kind, step_key: str) -> None:
    """Raises NotNow if the run that is about to be made gets in the way of one that is under way.

    Call in the transaction that makes the run: of two at once, the second waits here and then sees the first.
    """
    if kind not in (*_MAKES, Kind.UNDO):
        return
    Setup.objects.select_for_update().get(pk=setup.pk)
    asked = scope_of(Run(setup=setup, step_key=step_key))
    for run in Run.objects.filter(setup=setup, state__in=ACTIVE, kind__in=(Kind.CARRY_OUT, Kind.UNDO)):
        scope = scope_of(run)
        if scope is None or asked is None or scope.side is not asked.side:
            continue
        if Kind.UNDO in (run.kind, kind) and (run.kind, run.step_key) != (kind, step_key):
            doing = "undone" if run.kind == Kind.UNDO else "carried out"
            what = scope.title[0].upper() + scope.title[1:]
            raise NotNow(f"{what} is being {doing} just now. Wait for its end.")
