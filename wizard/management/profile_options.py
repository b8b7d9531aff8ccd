"""The options that choose how the simulated clouds behave. Knows their names only, not the sandbox."""

from argparse import ArgumentParser

PROFILES = ("fast", "lifelike")


def add_profile_options(parser: ArgumentParser, *, default: str) -> None:
    """Add `--profile` and `--seed`."""
    parser.add_argument(
        "--profile",
        choices=PROFILES,
        default=default,
        help=f"lifelike: late answers, replicas that lag, API quotas; fast: none of it ({default}).",
    )
    parser.add_argument(
        "--seed", type=int, default=0, help="The same number draws the same misbehaviour again (0)."
    )
