"""Single sign-on from Entra to Amazon Connect by script: boto3, msal and msgraph-sdk, without Handoff.

Start the sandbox, set the variables it prints, then run this file. It ends with two sign-ins of Alice:
one through the browser's pages, one redeemed with AssumeRoleWithSAML and GetFederationToken.
"""

import asyncio
import os
from urllib.parse import quote

from aws_half import AwsHalf, redeem
from entra_client import Variables
from entra_half import EntraHalf
from patience import again_while
from signing_in import browse_on, response_for

NAME = "ConnectByScript"
GROUP = "Connect Agents"
ALICE = "alice.agent@contoso.example"


def sandbox_variables() -> Variables:
    """The environment. Without the sandbox's address in it, all this would go to real clouds."""
    if not (os.environ.get("AWS_ENDPOINT_URL") and os.environ.get("MYAPPS_ENDPOINT")):
        raise SystemExit("Set the variables that `manage.py sandbox` prints, then start this again.")
    return os.environ


async def main() -> None:
    variables = sandbox_variables()
    aws, entra = AwsHalf(NAME), EntraHalf(variables, NAME)
    instance = aws.instance()
    print(f"The instance is {instance['InstanceAlias']} ({instance['Arn']}).")

    await entra.find_or_make()
    await entra.use_saml(
        reply_url=f"https://{aws.region}.signin.aws.amazon.com/saml",
        relay_state=f"https://{aws.region}.console.aws.amazon.com/connect/federate/{instance['Id']}"
        f"?destination={quote('/agent-app-v2', safe='')}&new_domain=true",
    )
    await entra.sign_with_own_certificate()
    print(f"Entra has the application {entra.app_id} with a certificate of its own.")

    aws.trust(await entra.metadata())
    aws.permit(instance["Arn"])
    aws.add_user(instance["Id"], ALICE, "Alice", "Agent")
    print(f"AWS has {aws.provider_arn} and {aws.role_arn}.")

    role_id = await entra.send_claims(role_arn=aws.role_arn, provider_arn=aws.provider_arn)
    await entra.assign(GROUP, role_id)
    print(f"Entra sends the role, and {GROUP} may sign in.")

    url = f"{variables['MYAPPS_ENDPOINT']}/api/signin/{entra.app_id}?tenantId={variables['ENTRA_TENANT_ID']}"
    prove(aws, url, instance["Id"])


def prove(aws: AwsHalf, url: str, instance_id: str) -> None:
    """A response can be redeemed only once and within five minutes: each try has its own."""

    def attempt() -> str:
        return redeem(aws, response_for(url, ALICE).fields["SAMLResponse"], instance_id)

    # Role and trust may be younger than what STS knows.
    print(f"Alice becomes {again_while(('AccessDenied', 'InvalidIdentityToken'), attempt)}.")
    print(f"In the browser Alice ends on the page {browse_on(response_for(url, ALICE))}.")


if __name__ == "__main__":
    asyncio.run(main())
