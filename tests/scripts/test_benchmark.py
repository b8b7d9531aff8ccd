"""benchmarks/sign_ins.py runs and can fail. How fast the sandbox is, people measure on a quiet machine."""

import re
import subprocess
import sys

from tests.wizard.programs import ROOT


def measured(required: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "benchmarks/sign_ins.py", "--rounds", "2", "--size", "10", "--require", required]
    return subprocess.run(  # noqa: S603 - our own command
        command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
    )


def test_the_benchmark_says_how_many_sign_ins_a_second_there_are() -> None:
    ended = measured("1")
    assert ended.returncode == 0, ended.stderr
    first, second, third = ended.stdout.splitlines()
    assert re.fullmatch(r"\d+ sign-ins a second, \d+ in the slowest round \(\d+\.\d ms of CPU each\)", first)
    assert re.fullmatch(r"\d+ GetCallerIdentity a second; sign-ins to that: \d\.\d\d", second)
    assert re.fullmatch(r"\d+ bare verifications a second; sign-ins to that: \d\.\d\d", third)


def test_the_benchmark_fails_under_what_is_required() -> None:
    assert measured("1000000").returncode == 1
