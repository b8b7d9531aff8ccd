"""The control pages over a world with a finished setup, as a browser at this machine sees them."""

import pytest
from werkzeug.test import Client

from sandbox.addresses import Addresses
from sandbox.control import create_control
from sandbox.seed import seed
from sandbox.world import World
from tests.sandbox.finished_setup import finished_world
from tests.sandbox.visitor import WEB, Visitor


@pytest.fixture
def untouched() -> World:
    """A seeded world in which nobody has set anything up."""
    world = World()
    seed(world)
    return world


@pytest.fixture
def visitor() -> Visitor:
    """At the pages of a sandbox that holds a finished setup."""
    world = finished_world()
    return Visitor(world, Client(create_control(world, Addresses(web=WEB, authority="https://a"))))
