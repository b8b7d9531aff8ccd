"""Lists as IAM gives them."""

from typing import Any

from sandbox.aws.calls import ApiCall, Result
from sandbox.aws.paging import page

DEFAULT_PAGE = 100


def iam_page(call: ApiCall, rows: list[Any], answer: str) -> Result:
    """One page under the name `answer`, by the call's MaxItems and Marker."""
    size, token = call.params.get("MaxItems", DEFAULT_PAGE), call.params.get("Marker")
    shown, following = page(rows, token=token, size=size, bad_token="ValidationError")  # noqa: S106
    return {answer: shown, "IsTruncated": following is not None, "Marker": following}
