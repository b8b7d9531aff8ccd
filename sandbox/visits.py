"""One request on its way through a simulated service: what it meets, and what the journal says of it."""

import time
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from werkzeug.wrappers import Request, Response

from sandbox.delivery import deliver, lost_at_gateway, spoil
from sandbox.faults import Fault, Incident
from sandbox.journal import Call, client_name
from sandbox.rows import Row
from sandbox.world import World


class CutOff(Exception):
    """The connection is closed before anything is done."""


@dataclass
class Visit:
    """`code` is the error code of a refusal, `caller` who calls, in the cloud's own words."""

    world: World
    cloud: str
    request: Request
    operation: str = "Unknown"
    caller: str = ""
    code: str = ""
    incident: Incident = field(default_factory=Incident)
    request_id: str = field(default_factory=lambda: str(uuid.uuid4()))
    started: float = field(default_factory=time.perf_counter)

    def meet(self, operation: str, *, reads: bool) -> Incident:
        """Find out what this call meets. Hold the world's lock. Raises CutOff."""
        self.operation = operation
        self.incident = self.world.faults.meet(operation, cloud=self.cloud, reads=reads)
        if self.incident.first(Fault.CUT):
            raise CutOff
        return self.incident

    def shown(self) -> World:
        """The world as the copy shows it that answers this read. Hold the world's lock."""
        return self.world if self.incident.fresh else self.world.replica()

    def finish(
        self, environ: Row, start_response: Any, response: Response, answer: Callable[[int], Response]
    ) -> Iterable[bytes]:
        """Send the answer and note the call. `answer` words a status below 502 as the service would."""
        lost = spoil(response, self.incident, lambda s: lost_at_gateway(s) if s in {502, 504} else answer(s))
        sent = deliver(environ, start_response, lost, self.incident)
        self._note(lost)
        return sent

    def _note(self, response: Response) -> None:
        headers = self.request.headers
        sdk = headers.get("SdkVersion", "").split(",")[0]
        if sku := headers.get("x-client-SKU"):
            sdk = f"{sku} {headers.get('x-client-Ver', '')}".strip()
        silent = self.incident.first(Fault.CUT, Fault.DROP)
        call = Call(
            at=self.world.now(),
            cloud=self.cloud,
            operation=self.operation,
            status=0 if silent else response.status_code,
            milliseconds=(time.perf_counter() - self.started) * 1000,
            code=self.code,
            client=client_name(headers.get("User-Agent", ""), sdk=sdk),
            caller=self.caller,
            fault=str(self.incident),
        )
        with self.world.lock:
            self.world.journal.write(call)
