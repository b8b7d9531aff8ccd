"""Tags of IAM things."""

from collections.abc import Iterable

from sandbox.aws.errors import AwsError

Tags = list[dict[str, str]]
MOST_TAGS = 50


def merge_tags(present: Tags, added: Tags) -> Tags:
    """Both together; keys are unique without regard to letter case, and none may look like AWS's own.

    Raises AwsError. The text about AWS's own is CloudFormation's; IAM's is not public.
    """
    keys = [tag["Key"].lower() for tag in added]
    if any(key.startswith("aws:") for key in keys):
        raise AwsError("InvalidInput", "aws: prefixed tag key names are not allowed for external use.")
    if len(set(keys)) != len(keys):
        raise AwsError(
            "InvalidInput", "Duplicate tag keys found. Please note that Tag keys are case insensitive."
        )
    merged = [tag for tag in present if tag["Key"].lower() not in keys] + list(added)
    if len(merged) > MOST_TAGS:
        raise AwsError("LimitExceeded", f"The number of tags has reached the maximum limit of {MOST_TAGS}.")
    return merged


def without_tags(present: Tags, keys: Iterable[str]) -> Tags:
    """What is left; a key that is not there is no error."""
    gone = {key.lower() for key in keys}
    return [tag for tag in present if tag["Key"].lower() not in gone]
