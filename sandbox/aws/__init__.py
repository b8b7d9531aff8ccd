"""The simulated AWS: IAM, STS and Amazon Connect for the SDK, sign-in and workspace for the browser."""

from sandbox.aws.api import Api
from sandbox.aws.pages import create_pages

create_api = Api

__all__ = ["create_api", "create_pages"]
