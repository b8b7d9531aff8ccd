"""F14: a name that is taken: by us, by us with other content, by somebody else; seen before or by the call."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from unittest import mock

import pytest

from sandbox.aws.seed import ACCOUNT
from sandbox.rows import Row
from sandbox.world import World
from tests.cast import Cast, metadata
from tests.faults.stages import Stage
from wizard.models import RunState

SEEN, UNSEEN = "seen", "unseen"


@pytest.fixture
def stage(cast: Cast, world: World) -> Stage:
    return Stage.before(cast, world, "aws-saml-provider")


def put_there(stage: Stage, *, ours: bool, document: str | None = None) -> Row:
    """A SAML provider of the name that the step will ask for."""
    name = f"ConnectSSO-{stage.cast.setup.marker}"
    arn = f"arn:aws:iam::{ACCOUNT}:saml-provider/{name}"
    tags = [{"Key": "wizard:handoff", "Value": stage.cast.setup.marker}] if ours else []
    document = document or stage.cast.setup.revisions.get(key="metadata_xml").value
    row = {"account": ACCOUNT, "Arn": arn, "SAMLMetadataDocument": document, "Tags": tags}
    stage.world.table("iam.saml_providers")[arn] = row
    return row


@contextmanager
def looking(how: str) -> Iterator[None]:
    """`unseen`: the first look does not show it, so only the call itself says that it exists already."""
    from federation.clouds.aws import saml_providers

    real, looks = saml_providers.find_provider, []

    def blind_at_first(*args: object, **rest: object) -> object:
        looks.append(1)
        return None if len(looks) == 1 else real(*args, **rest)  # type: ignore[arg-type]

    if how == SEEN:
        yield
        return
    with mock.patch.object(saml_providers, "find_provider", blind_at_first):
        yield
    assert looks


@pytest.mark.parametrize("how", [SEEN, UNSEEN])
def test_what_is_ours_is_adopted(stage: Stage, how: str) -> None:
    put_there(stage, ours=True)
    with looking(how):
        stage.carry_out()
    assert stage.problems() == []
    assert len(stage.world.table("iam.saml_providers")) == 1


@pytest.mark.parametrize("how", [SEEN, UNSEEN])
def test_what_is_ours_with_other_content_is_brought_up_to_date(stage: Stage, how: str) -> None:
    row = put_there(stage, ours=True, document=metadata("another"))
    with looking(how):
        stage.carry_out()
    assert stage.problems() == []
    assert row["SAMLMetadataDocument"] != metadata("another")


@pytest.mark.parametrize("how", [SEEN, UNSEEN])
def test_what_is_not_ours_is_left_untouched_and_a_person_is_asked(stage: Stage, how: str) -> None:
    row = put_there(stage, ours=False)
    before = json.dumps(row)
    with looking(how):
        stage.carry_out()
    stage.carry_out_now()
    run = stage.run
    assert run.state == RunState.FAILED
    assert run.error_message
    assert run.error_hint
    assert json.dumps(row) == before
