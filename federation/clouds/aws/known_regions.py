"""Is there an Amazon Connect in the region somebody entered?"""

from federation.clouds.aws.account import AwsAccount
from federation.clouds.aws.errors import calling_aws
from federation.clouds.aws.regions import connect_regions
from federation.errors import AnswerRefused, CloudError, CloudUnreachable, UnexpectedResponse
from federation.items import AWS_REGION
from federation.sides import Side


def refuse_unknown_region(account: AwsAccount) -> None:
    """Raises AnswerRefused on the region if botocore does not know it and no Amazon Connect answers there.

    One call, and only for such a region: one that is newer than botocore must stay possible.
    """
    known = connect_regions()
    if account.region in known:
        return
    try:
        with calling_aws("connect:ListInstances"):
            account.connect_once.list_instances(MaxResults=1)
    except (CloudUnreachable, UnexpectedResponse) as error:
        raise AnswerRefused(
            AWS_REGION.key,
            f"There is no Amazon Connect in “{account.region}”. Expected a region such as {', '.join(known)}.",
            hint="Enter the region of the instance in “Connect to the AWS account”. It stands in the address "
            "of the AWS console.",
            owner=Side.AWS,
        ) from error
    except CloudError:
        # A refusal is an answer too: the region is there, and the calls to come say what is wrong.
        return
