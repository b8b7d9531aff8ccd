"""Two clocks that strike in the same instant."""

import threading

import pytest
from django.db import connection

from sandbox.world import World
from tests.finished import finished
from wizard import reread
from wizard.models import Kind, Run


@pytest.mark.django_db(transaction=True)
def test_eight_clocks_in_the_same_instant_are_one_look(world: World) -> None:
    finished(world)
    gate = threading.Barrier(8)

    def strike() -> None:
        gate.wait()
        reread.start_due()
        connection.close()

    threads = [threading.Thread(target=strike) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Run.objects.filter(kind=Kind.DRIFT).count() == 1
