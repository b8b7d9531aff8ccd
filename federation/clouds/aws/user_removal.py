"""Taking Connect users of ours away."""

from collections.abc import Iterator
from contextlib import suppress

from federation.arns import parse_arn
from federation.clouds.aws.account import AwsAccount
from federation.clouds.aws.errors import calling_aws
from federation.clouds.aws.users import ConnectUser, look_whose, read_users
from federation.errors import NotFound


def look_at_users(
    account: AwsAccount, instance_arn: str, *, arns: set[str], names: set[str]
) -> Iterator[ConnectUser]:
    """Those of the instance that are known by ARN or name, with whether this setup made them.

    Only these are looked at: each look is a call, and Connect allows few.
    """
    with suppress(NotFound):
        for user in read_users(account, instance_arn):
            if user.arn in arns or user.name in names:
                with suppress(NotFound):
                    yield look_whose(account, instance_arn, user)


def undo_user(account: AwsAccount, user: ConnectUser) -> None:
    """Delete it. What is gone already counts as done; safe to repeat."""
    instance, _, _ = parse_arn(user.arn).resource.removeprefix("instance/").partition("/")
    with suppress(NotFound), calling_aws("connect:DeleteUser"):
        account.connect.delete_user(InstanceId=instance, UserId=user.id)
    account.say(f"Removed the Connect user {user.name}.")
