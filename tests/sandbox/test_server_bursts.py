"""Many clients at once: none is lost unless a fault was asked for."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import httpx

from tests.sandbox.contoso import PLAIN, Contoso

pytest_plugins = ["tests.sandbox.entra_fixtures"]

CLIENTS, ROUNDS = 24, 12


def test_a_burst_of_clients_is_answered(contoso: Contoso) -> None:
    address, start = f"{contoso.sandbox.addresses.graph}/v1.0/applications", Barrier(CLIENTS, timeout=10)

    def ask(_: int) -> str:
        with httpx.Client(verify=PLAIN, trust_env=False) as client:
            start.wait()
            try:
                return str(client.post(address, json={"displayName": "Connect"}).status_code)
            except httpx.HTTPError as error:
                return type(error).__name__

    with ThreadPoolExecutor(CLIENTS) as clients:
        assert Counter(clients.map(ask, range(ROUNDS * CLIENTS))) == {"400": ROUNDS * CLIENTS}
