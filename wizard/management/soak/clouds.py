"""What the simulated clouds hold for the soak: for each pair of engineers a group and a person of their own."""

import uuid

from sandbox.aws import seed as aws
from sandbox.entra import seed as entra
from sandbox.faults import Fault
from sandbox.world import World

FOR_EVER = 10**9


def add_group(world: World, number: int) -> str:
    """A group with one person in it; the same pair always gets the same. Returns its name."""
    group, upn = f"Soak {number:04}", f"soak.{number:04}@contoso.example"
    with world.changing():
        groups, users = world.table("entra.groups"), world.table("entra.users")
        template, person = groups[entra.stable_id(entra.AGENTS)], users[entra.stable_id(entra.ALICE)]
        group_id, person_id = entra.stable_id(group), entra.stable_id(upn)
        groups[group_id] = template | {"id": group_id, "displayName": group, "mailNickname": f"soak{number}"}
        users[person_id] = person | {
            "id": person_id,
            "displayName": f"Soak Person {number}",
            "mail": upn,
            "mailNickname": upn.partition("@")[0],
            "userPrincipalName": upn,
        }
        world.table("entra.members")[group_id] = {"members": [person_id]}
    return group


def prepare(world: World, setups: int, *, throttle: float, seed: int) -> list[str]:
    """Room for that many setups; a share of all calls is told to wait. Returns the groups' names."""
    world.faults.seed = seed
    with world.changing():
        world.table("aws.accounts")[aws.ACCOUNT]["connect_users_quota"] += 2 * setups
    groups = [add_group(world, number) for number in range(1, setups + 1)]
    if throttle:
        with world.lock:
            world.faults.plan("*", Fault.THROTTLE, seconds=1, times=FOR_EVER, share=throttle)
    return groups


def new_seed() -> int:
    """A number to draw with, if nobody names one."""
    return uuid.uuid4().int % 1_000_000
