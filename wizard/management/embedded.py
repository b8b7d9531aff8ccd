"""Web, worker and sweep in one process: what `serve` runs where there is no Redis."""

import logging
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from importlib import import_module

from celery.beat import Scheduler, Service
from cheroot.wsgi import Server

from wizard.celery import app
from wizard.wsgi import application

WORKERS = 4


@contextmanager
def worker() -> Iterator[None]:
    """A Celery worker in threads beside the caller, over whatever broker the settings name."""
    controller = app.WorkController(
        pool_cls="threads",
        concurrency=WORKERS,
        without_gossip=True,
        without_mingle=True,
        without_heartbeat=True,
        loglevel=logging.getLogger().getEffectiveLevel(),
    )
    thread = threading.Thread(target=controller.start, name="worker", daemon=True)
    thread.start()
    try:
        yield
    finally:
        controller.stop()
        thread.join(timeout=10)


@contextmanager
def beat() -> Iterator[None]:
    """Celery's clock, which sets off the sweep."""
    service = Service(app, max_interval=1, scheduler_cls=Scheduler)
    thread = threading.Thread(target=service.start, name="beat", daemon=True)
    thread.start()
    try:
        yield
    finally:
        service.stop()
        thread.join(timeout=5)


@contextmanager
def web(port: int, *, host: str = "127.0.0.1") -> Iterator[Server]:
    """A web server that answers from when this is entered; port 0 takes a free one."""
    server = Server((host, port), application, numthreads=8, server_name="handoff")
    server.prepare()
    thread = threading.Thread(target=server.serve, name="web", daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.stop()
        thread.join(timeout=10)


@contextmanager
def everything(port: int, *, host: str = "127.0.0.1") -> Iterator[Server]:
    """Web, worker and sweep. Loads the Graph SDK meanwhile: it takes seconds nobody should wait for."""
    with ExitStack() as stack:
        stack.enter_context(worker())
        stack.enter_context(beat())
        threading.Thread(target=import_module, args=("msgraph",), name="warm-up", daemon=True).start()
        yield stack.enter_context(web(port, host=host))
