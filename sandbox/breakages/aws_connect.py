"""What people do to the users of a Connect instance."""

import re

from sandbox.breakages import made
from sandbox.breakages.breakage import Breakage
from sandbox.breakages.edits import becoming, gone
from sandbox.breakages.places import Place
from sandbox.world import World

_USERS = "connect.users"
_NO_USER = "No instance with SAML has a user yet."
_NOT_ONBOARDED = "Your account has been authenticated, but has not been onboarded"


def _names(world: World) -> list[Place]:
    users = [user for user in made.connect_users(world) if user["Username"] != user["Username"].capitalize()]
    return [Place(_USERS, user["Id"], ("Username",)) for user in users]


USER_CASE = Breakage(
    key="user-case",
    side="aws",
    title="Somebody writes the Connect users with a capital letter",
    changes="All users of the instance are there under names that differ in their first letter’s case only.",
    sees="AWS lets people in, and Connect knows nobody of exactly that name:",
    words=_NOT_ONBOARDED,
    lesson="Connect tells capital letters from small ones, and cannot rename a user.",
    places=_names,
    edit=becoming(str.capitalize),
    tables=(_USERS,),
    missing=_NO_USER,
)


def _first_name(world: World) -> list[Place]:
    users = [u for u in made.connect_users(world) if u["Username"] != _as_in_a_signature(u["Username"])]
    return [Place(_USERS, user["Id"], ("Username",)) for user in users[:1]]


def _as_in_a_signature(name: str) -> str:
    local, at, domain = name.partition("@")
    return re.sub(r"[a-z]+", lambda word: word[0].capitalize(), local) + at + domain


USER_EMAIL = Breakage(
    key="user-email",
    side="aws",
    title="Somebody copies a Connect user’s name from an e-mail",
    changes="The first user of the instance is called as in the person’s e-mail signature: "
    "Alice.Agent@ instead of alice.agent@.",
    sees="This one person gets as far as Connect; everybody else gets in:",
    words=_NOT_ONBOARDED,
    lesson="Copy the name from Entra’s user principal name, letter by letter.",
    places=_first_name,
    edit=becoming(_as_in_a_signature),
    tables=(_USERS,),
    missing=_NO_USER,
)


def _first_user(world: World) -> list[Place]:
    return [Place(_USERS, user["Id"]) for user in made.connect_users(world)[:1]]


USER_DELETED = Breakage(
    key="user-deleted",
    side="aws",
    title="Somebody deletes a Connect user",
    changes="The first user of the instance is gone.",
    sees="This one person gets as far as Connect; everybody else gets in:",
    words=_NOT_ONBOARDED,
    lesson="A login makes no Connect user: each person needs one beforehand.",
    places=_first_user,
    edit=gone,
    tables=(_USERS,),
    missing=_NO_USER,
)

EVERY = (USER_CASE, USER_EMAIL, USER_DELETED)
