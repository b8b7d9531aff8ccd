"""What a new world holds: Contoso's tenant in Entra and Contoso's account in AWS."""

from sandbox.aws.identity_center.seed import seed as seed_identity_center
from sandbox.aws.seed import seed as seed_aws
from sandbox.entra.seed import seed as seed_entra
from sandbox.world import World


def seed(world: World) -> None:
    """Fill an empty world with both clouds; leave any other as it is."""
    if not world.empty:
        return
    seed_aws(world)
    seed_identity_center(world)
    seed_entra(world)
