"""What is ours: only things that carry this setup's tag are ever changed."""

from federation.clouds.aws.account import TAG_KEY, AwsAccount
from federation.errors import AlreadyExists
from federation.sides import Side


def refuse_foreign(account: AwsAccount, *, what: str, arn: str, marker: str) -> None:
    """Raises AlreadyExists unless `marker`, the value of the thing's tag, is this setup's."""
    if marker == account.marker:
        return
    whose = f"belongs to the setup {marker}" if marker else "was not made by this setup"
    raise AlreadyExists(
        f"There already is a {what} {arn}, and it {whose}.",
        hint=f"Enter another name. If this setup shall take it over, give it the tag {TAG_KEY} with the "
        f"value {account.marker}.",
        owner=Side.AWS,
        detail=f"tag {TAG_KEY}: {marker or 'absent'}",
    )
