"""The only answer to "may they?". A stranger is told that there is no such page."""

from typing import cast
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest

from federation.sides import Side
from wizard.models import Membership, Person, Role, Setup


def person_of(request: HttpRequest) -> Person:
    """Who is signed in. Pages that ask are behind LoginRequiredMiddleware."""
    return cast("Person", request.user)


def visible_setups(person: Person) -> QuerySet[Setup]:
    """Every setup the person takes part in and this session may see, newest first."""
    setups = Setup.objects.filter(memberships__person=person).distinct()
    if person.only_setup is not None:
        setups = setups.filter(pk=person.only_setup)
    return setups.order_by("-created_at")


def roles_in(person: Person, setup: Setup) -> frozenset[Role]:
    """What the person is in this setup; empty for a stranger."""
    if person.only_setup not in (None, setup.pk):
        return frozenset()
    rows = Membership.objects.filter(setup=setup, person=person).values_list("role", flat=True)
    return frozenset(Role(row) for row in rows)


def visible_setup(person: Person, setup_id: UUID) -> Setup:
    """The setup, if the person takes part in it. Raises Http404 otherwise."""
    setup = visible_setups(person).filter(pk=setup_id).first()
    if setup is None:
        raise Http404
    return setup


def may_work(person: Person, setup: Setup, side: Side) -> bool:
    """Whether the person may answer, plan, run and do by hand on this side."""
    return works_on(roles_in(person, setup), side)


def works_on(roles: frozenset[Role], side: Side) -> bool:
    """The same for roles that were read before."""
    return Role(side.value) in roles


def require_side(person: Person, setup: Setup, side: Side) -> None:
    """Raises PermissionDenied unless the person works on this side."""
    if not may_work(person, setup, side):
        raise PermissionDenied(f"This belongs to the {side.label} engineer of this setup.")


def require_engineer(person: Person, setup: Setup) -> None:
    """Raises PermissionDenied unless the person works on either side."""
    if not is_engineer(person, setup):
        raise PermissionDenied("Only the engineers of this setup can do this.")


def is_engineer(person: Person, setup: Setup) -> bool:
    """Whether the person works on either side."""
    return any(may_work(person, setup, side) for side in Side)


def may_see_values(person: Person, setup: Setup) -> bool:
    """Whether the person may read the values of the record. The project manager sees who gave what."""
    return sees_values(roles_in(person, setup))


def sees_values(roles: frozenset[Role]) -> bool:
    """The same for roles that were read before."""
    return bool(roles & {Role.OWNER, Role.AZURE, Role.AWS})


def require_values(person: Person, setup: Setup) -> None:
    """Raises PermissionDenied unless the person may read the values of the record, and so the clouds."""
    if not may_see_values(person, setup):
        raise PermissionDenied("Only the owner and the engineers of this setup can do this.")


def may_undo(person: Person, setup: Setup, side: Side) -> bool:
    """Whether the person may have what this side made removed: its engineer, or whoever started the setup."""
    return undoes(roles_in(person, setup), side)


def undoes(roles: frozenset[Role], side: Side) -> bool:
    """The same for roles that were read before."""
    return bool(roles & {Role.OWNER, Role(side.value)})


def require_undo(person: Person, setup: Setup, side: Side) -> None:
    """Raises PermissionDenied unless the person may undo on this side."""
    if not may_undo(person, setup, side):
        raise PermissionDenied(f"Only the {side.label} engineer and the owner of this setup can undo this.")


def may_start_setups(person: Person) -> bool:
    """Whether the person may start a setup: granted by an administrator, and not by an owner's link."""
    return person.may_start_setups and person.only_setup is None


def require_may_start(person: Person) -> None:
    """Raises PermissionDenied unless the person may start setups."""
    if not may_start_setups(person):
        raise PermissionDenied("You cannot start setups here. Ask whoever runs this server.")


def owns(person: Person, setup: Setup) -> bool:
    """Whether the person started the setup and may invite others."""
    return Role.OWNER in roles_in(person, setup)
