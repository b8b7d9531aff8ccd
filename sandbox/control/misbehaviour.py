"""Misbehaviour: how the clouds behave by themselves, and what single calls shall meet."""

from werkzeug.utils import redirect
from werkzeug.wrappers import Request, Response

from sandbox.control.context import Control
from sandbox.control.fault_form import FAULTS, FaultForm, known_operations
from sandbox.control.form import Form, is_count
from sandbox.control.pages import page
from sandbox.faults import LOST_STATUSES
from sandbox.profiles import PROFILES

ADDRESS = "/control/misbehaviour"
LARGEST_SEED = 2**31
BEHAVIOUR = {
    "lifelike": "Answers take their time, new objects show up late in some of them, and sometimes a creation "
    "is answered with an error although it was done. With the same seed, the same calls meet the same.",
    "fast": "Everything answers at once and shows at once. Good for tests and for a quick look.",
}


def show(control: Control, request: Request) -> Response:
    """GET /control/misbehaviour"""
    return _page(control, request)


def _page(
    control: Control, request: Request, *, form: Form | None = None, choice: Form | None = None
) -> Response:
    """The page, with forms that came back."""
    faults = control.world.faults
    with control.world.lock:
        planned = list(faults.planned)
        choice = choice or Form({"profile": faults.profile.name, "seed": str(faults.seed)})
    form = form or FaultForm.blank()
    errors = {**choice.errors, **form.errors}
    return page(
        request,
        "misbehaviour.html",
        status=422 if errors else 200,
        errors=errors,
        form=form,
        choice=choice,
        faults=FAULTS,
        statuses=LOST_STATUSES,
        operations=known_operations(),
        profiles=[(name, BEHAVIOUR.get(name, "")) for name in PROFILES],
        planned=planned,
    )


def choose_profile(control: Control, request: Request) -> Response:
    """POST /control/misbehaviour/profile"""
    choice = Form({name: request.form.get(name, "").strip()[:40] for name in ("profile", "seed")})
    if choice.typed["profile"] not in PROFILES:
        choice.errors["profile"] = "Choose a profile."
    if not is_count(choice.typed["seed"], least=0, most=LARGEST_SEED):
        choice.errors["seed"] = f"Enter a seed: a whole number from 0 to {LARGEST_SEED:,}."
    if choice.errors:
        return _page(control, request, choice=choice)
    with control.world.lock:
        control.world.faults.profile = PROFILES[choice.typed["profile"]]
        control.world.faults.seed = int(choice.typed["seed"])
    return redirect(ADDRESS, 303)


def plan(control: Control, request: Request) -> Response:
    """POST /control/misbehaviour/plan"""
    form = FaultForm.read(request.form)
    if form.errors:
        return _page(control, request, form=form)
    with control.world.lock:
        form.plan(control.world)
    return redirect(f"{ADDRESS}#planned", 303)


def cancel(control: Control, _: Request, *, number: int) -> Response:
    """POST /control/misbehaviour/{number}/cancel"""
    with control.world.lock:
        control.world.faults.cancel(number)
    return redirect(f"{ADDRESS}#planned", 303)


def cancel_all(control: Control, _: Request) -> Response:
    """POST /control/misbehaviour/cancel"""
    with control.world.lock:
        control.world.faults.clear()
    return redirect(f"{ADDRESS}#planned", 303)
