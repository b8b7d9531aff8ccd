"""The only answer to "may they?". A stranger is told that there is no such page."""

from typing import cast
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest

from federation.sides import Side
from wizard.models import Membership, Person, Role, Setup


def person_of(request: HttpRequest) -> Person:
    """Who is signed in. Pages that ask are behind LoginRequiredMiddleware."""
    return cast("Person", request.user)


def roles_in(person: Person, setup: Setup) -> frozenset[Role]:
    """What the person is in this setup; empty for a stranger."""
    rows = Membership.objects.filter(setup=setup, person=person).values_list("role", flat=True)
    return frozenset(Role(row) for row in rows)


def visible_setup(person: Person, setup_id: UUID) -> Setup:
    """The setup, if the person takes part in it. Raises Http404 otherwise."""
    setup = Setup.objects.filter(pk=setup_id, memberships__person=person).distinct().first()
    if setup is None:
        raise Http404
    return setup


def may_work(person: Person, setup: Setup, side: Side) -> bool:
    """Whether the person may answer, plan, run and do by hand on this side."""
    return Role(side.value) in roles_in(person, setup)


def require_side(person: Person, setup: Setup, side: Side) -> None:
    """Raises PermissionDenied unless the person works on this side."""
    if not may_work(person, setup, side):
        raise PermissionDenied(f"This belongs to the {side.label} engineer of this setup.")


def require_engineer(person: Person, setup: Setup) -> None:
    """Raises PermissionDenied unless the person works on either side."""
    if not is_engineer(person, setup):
        raise PermissionDenied("Only the engineers of this setup can do this.")


def require_owner(person: Person, setup: Setup) -> None:
    """Raises PermissionDenied unless the person owns the setup."""
    if Role.OWNER not in roles_in(person, setup):
        raise PermissionDenied("Only the owner of this setup can do this.")


def is_engineer(person: Person, setup: Setup) -> bool:
    """Whether the person works on either side."""
    return any(may_work(person, setup, side) for side in Side)


def may_see_values(person: Person, setup: Setup) -> bool:
    """Whether the person may read the values of the record. The project manager sees who gave what."""
    return bool(roles_in(person, setup) & {Role.OWNER, Role.AZURE, Role.AWS})


def may_hand_out_link(owner: Person, person: Person) -> bool:
    """Whether `owner` may see the entry link of `person`: only if the link opens nothing but their own setups.

    An entry link signs in as the person. Somebody who also takes part in another owner's setup must not
    be impersonated by naming them in a new one.
    """
    theirs = Setup.objects.filter(memberships__person=person).distinct()
    owned = theirs.filter(memberships__person=owner, memberships__role=Role.OWNER)
    return theirs.count() == owned.distinct().count()


def owns(person: Person, setup: Setup) -> bool:
    """Whether the person started the setup and may invite others."""
    return Role.OWNER in roles_in(person, setup)
