"""`python -m tests.servers [PYTEST ARGUMENTS]`: the tests of the ledger on PostgreSQL, and real faults.

A process of its own, because Django settles on one kind of database when it starts. Each process of
pytest-xdist starts its own PostgreSQL, so that a test may restart it.
"""

import os
import subprocess
import sys

from wizard.management.soak.programs import MissingProgram, find

TESTS = (
    "tests/wizard/test_leases.py",
    "tests/wizard/test_runner.py",
    "tests/wizard/test_effects.py",
    "tests/wizard/test_saving_together.py",
    "tests/wizard/test_clouds_misbehave.py",
    "tests/faults/test_signals.py",
    "tests/faults/test_queue_faults.py",
    "tests/faults/test_database_faults.py",
    "tests/faults/test_team_scale.py",
    "tests/faults/test_soak.py",
)
VARIABLES = {
    # No server is there; the fixture replaces the port.
    "DATABASE_URL": "postgresql://handoff@127.0.0.1:1/handoff",
    "SECRET_KEY": "the-secret-key-of-the-tests-" * 2,
    "HANDOFF_KEYS": "the-key-of-the-keyring-of-the-tests-",
}


def main() -> int:
    """The exit status of pytest; 0 where there are no servers, unless this is CI."""
    try:
        find("initdb", package="postgresql")
        find("redis-server", package="redis-server")
    except MissingProgram as missing:
        sys.stderr.write(f"The tests on PostgreSQL and Redis were left out. {missing}\n")
        return 1 if os.environ.get("CI") else 0
    words = sys.argv[1:] or ["-n", "auto", "--dist", "worksteal", *TESTS]
    return subprocess.run([sys.executable, "-m", "pytest", *words], env=os.environ | VARIABLES).returncode  # noqa: S603, PLW1510


if __name__ == "__main__":
    sys.exit(main())
