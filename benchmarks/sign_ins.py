"""How many sign-ins a second the sandbox can check: AssumeRoleWithSAML in full, over http, on one core.

    python benchmarks/sign_ins.py [--require 50]

Every response is fresh and has its own signature, because one that was used is refused. A rate is about this
machine as well; the two ratios are about the sandbox alone: to GetCallerIdentity on the same server (what a
call costs anyhow), and to the bare check of a signature (what nobody can save). The slowest of the rounds is
usually the last one, when the sandbox holds the sessions of all others.
"""

import argparse
import http.client
import multiprocessing as mp
import os
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode, urlsplit

import boto3
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from sandbox.aws.saml.metadata import read_metadata
from sandbox.aws.saml.response import decode, signed
from sandbox.aws.seed import ENGINEER_KEY, ENGINEER_SECRET, REGION
from sandbox.seed import seed
from sandbox.server import Sandbox
from sandbox.world import World
from tests.sandbox.federations import PROVIDER_ARN, ROLE_ARN, assertion, metadata, trust

THREADS = 4
FORM = "application/x-www-form-urlencoded; charset=utf-8"


@dataclass(frozen=True)
class Call:
    """One request that is ready to be sent."""

    body: bytes
    headers: dict[str, str]


class Round(NamedTuple):
    """Calls a second by kind; `used` is the server's CPU time for one sign-in, in milliseconds."""

    sign_ins: float
    used: float
    identities: float
    verifications: float


def serve(pipe: Connection, core: int | None, state: str) -> None:
    """The sandbox as `manage.py sandbox` runs it, every change on disk, on this core only.

    Says where it is, then its CPU time whenever asked.
    """
    stay_on(core)
    world = World(Path(state) / "sandbox.json")
    seed(world)
    sandbox = Sandbox(world, state_dir=Path(state))
    sandbox.start()
    pipe.send(sandbox.addresses.aws)
    while pipe.recv():
        pipe.send(time.process_time())
    sandbox.stop()


def cores() -> list[int]:
    """Those this process may use; none where the system does not let one choose."""
    return sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []


def stay_on(core: int | None) -> None:
    if core is not None:
        os.sched_setaffinity(0, {core})


def set_up(endpoint: str) -> None:
    iam = boto3.client(
        "iam",
        endpoint_url=endpoint,
        region_name=REGION,
        aws_access_key_id=ENGINEER_KEY,
        aws_secret_access_key=ENGINEER_SECRET,
    )
    iam.create_saml_provider(Name="Entra", SAMLMetadataDocument=metadata())
    iam.create_role(RoleName="ConnectSSO", AssumeRolePolicyDocument=trust())


def sign_in(encoded: str) -> Call:
    form = {"RoleArn": ROLE_ARN, "PrincipalArn": PROVIDER_ARN, "SAMLAssertion": encoded}
    body = {"Action": "AssumeRoleWithSAML", "Version": "2011-06-15", **form}
    return Call(urlencode(body).encode(), {"Content-Type": FORM})


def who_am_i(endpoint: str) -> Call:
    body = b"Action=GetCallerIdentity&Version=2011-06-15"
    request = AWSRequest("POST", f"{endpoint}/", headers={"Content-Type": FORM}, data=body)
    SigV4Auth(Credentials(ENGINEER_KEY, ENGINEER_SECRET), "sts", REGION).add_auth(request)
    return Call(body, dict(request.headers.items()))


def send_all(endpoint: str, calls: Sequence[Call]) -> None:
    """Send every call over a few connections; stops the benchmark if one is refused."""
    waiting, refused = iter(calls), list[str]()
    lock, parts = threading.Lock(), urlsplit(endpoint)

    def work() -> None:
        connection = http.client.HTTPConnection(parts.netloc)
        while (call := _next(waiting, lock)) is not None:
            connection.request("POST", f"{parts.path}/", call.body, call.headers)
            answer = connection.getresponse()
            text = answer.read().decode()
            if answer.status != 200:
                refused.append(text)
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(THREADS)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    if refused:
        raise SystemExit(f"{len(refused)} of {len(calls)} calls were refused:\n{refused[0]}")


def _next(waiting: Iterator[Call], lock: threading.Lock) -> Call | None:
    with lock:
        return next(waiting, None)


def per_second(times: int, work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return times / (time.perf_counter() - started)


def verify_all(responses: Sequence[str]) -> None:
    """Nothing but what cannot be saved: parse, and check the signature."""
    provider = read_metadata(metadata())
    for encoded in responses:
        signed(decode(encoded), provider)


def measure(endpoint: str, pipe: Connection, size: int) -> Round:
    """One round. The three kinds of work follow each other closely, so that a busy machine slows all."""
    responses = [assertion() for _ in range(size)]
    calls = [sign_in(one) for one in responses]
    before = cpu(pipe)
    sign_ins = per_second(size, lambda: send_all(endpoint, calls))
    used = (cpu(pipe) - before) / size * 1000
    identities = per_second(size, lambda: send_all(endpoint, [who_am_i(endpoint)] * size))
    return Round(sign_ins, used, identities, per_second(size, lambda: verify_all(responses)))


def cpu(pipe: Connection) -> float:
    pipe.send(True)
    return float(pipe.recv())


def run(rounds: int, size: int) -> list[Round]:
    ours, theirs = mp.get_context("spawn").Pipe()
    first, last = (cores()[0], cores()[-1]) if cores() else (None, None)
    with tempfile.TemporaryDirectory() as state:
        server = mp.get_context("spawn").Process(target=serve, args=(theirs, first, state))
        server.start()
        stay_on(last)
        try:
            endpoint = ours.recv()
            set_up(endpoint)
            return [measure(endpoint, ours, size) for _ in range(rounds)]
        finally:
            ours.send(False)
            server.join()


def report(rounds: Sequence[Round]) -> float:
    """Print the medians; gives the sign-ins a second."""
    rate, used, identities, verifications = (statistics.median(column) for column in zip(*rounds, strict=True))
    slowest = min(one.sign_ins for one in rounds)
    print(f"{rate:.0f} sign-ins a second, {slowest:.0f} in the slowest round ({used:.1f} ms of CPU each)")
    print(f"{identities:.0f} GetCallerIdentity a second; sign-ins to that: {rate / identities:.2f}")
    print(f"{verifications:.0f} bare verifications a second; sign-ins to that: {rate / verifications:.2f}")
    return float(rate)


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--require", type=float, default=0, metavar="N", help="Fail under N sign-ins a second.")
    parser.add_argument("--rounds", type=int, default=10, metavar="N", help="Take the median of N rounds (10).")
    parser.add_argument("--size", type=int, default=200, metavar="N", help="Sign-ins of a round (200).")
    wanted = parser.parse_args()
    return 1 if report(run(wanted.rounds, wanted.size)) < wanted.require else 0


if __name__ == "__main__":
    sys.exit(main())
