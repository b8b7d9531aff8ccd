"""Two people, or one person in two tabs, save the same item: nobody's value is lost silently."""

import threading
from typing import Any

import pytest
from django.db import IntegrityError, connection

from sandbox.aws import seed as aws
from tests.cast import (
    Cast,
    Window,
    assemble,
    beside,
    by_hand_answers,
    do_everything_before,
    fields,
    metadata,
    text,
)
from wizard.models import Event, Kind, Revision, Run

URL, OTHER_URL = "https://one.my.connect.aws", "https://two.my.connect.aws"


def current(key: str) -> Any:
    return Revision.objects.filter(key=key).latest("number").value


def two_tabs(cast: Cast, window: Window, page: str, key: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """The same page opened twice before anything is saved."""
    return tuple(fields(window.look(page, cast.setup.pk, key)) for _ in range(2))  # type: ignore[return-value]


def test_the_second_to_save_sees_both_values_and_nothing_is_lost(cast: Cast, wes: Window) -> None:
    first, second = two_tabs(cast, wes, "step", "aws-connect")
    wes.send("step", cast.setup.pk, "aws-connect", data=first | {"aws_region": "eu-central-1"})
    page = wes.send("step", cast.setup.pk, "aws-connect", data=second | {"aws_region": "us-east-1"})
    assert page.status_code == 422
    assert "Wes saved “eu-central-1” while you were typing" in beside(page, "aws_region")
    assert page.context["form"]["aws_region"].value() == "us-east-1"
    assert current("aws_region") == "eu-central-1"


def test_pressing_again_replaces_the_other_value_knowingly(cast: Cast, wes: Window) -> None:
    first, second = two_tabs(cast, wes, "step", "aws-connect")
    wes.send("step", cast.setup.pk, "aws-connect", data=first | {"aws_region": "eu-central-1"})
    page = wes.send("step", cast.setup.pk, "aws-connect", data=second | {"aws_region": "us-east-1"})
    again = wes.send("step", cast.setup.pk, "aws-connect", data=fields(page))
    assert again.status_code == 302
    assert current("aws_region") == "us-east-1"
    assert Revision.objects.filter(key="aws_region", number=1).get().value == "eu-central-1"


def test_a_third_value_saved_before_pressing_again_is_shown_too(cast: Cast, wes: Window) -> None:
    first, second = two_tabs(cast, wes, "step", "aws-connect")
    wes.send("step", cast.setup.pk, "aws-connect", data=first | {"aws_region": "eu-central-1"})
    page = wes.send("step", cast.setup.pk, "aws-connect", data=second | {"aws_region": "us-east-1"})
    wes.typed("step", cast.setup.pk, "aws-connect", aws_region="us-west-2")
    again = wes.send("step", cast.setup.pk, "aws-connect", data=fields(page))
    assert "Wes saved “us-west-2”" in beside(again, "aws_region")


def test_the_same_value_twice_is_no_conflict(cast: Cast, wes: Window) -> None:
    first, second = two_tabs(cast, wes, "step", "aws-connect")
    for tab in (first, second):
        page = wes.send("step", cast.setup.pk, "aws-connect", data=tab | {"aws_region": aws.REGION})
        assert page.status_code == 302
    assert Revision.objects.filter(key="aws_region").count() == 1


def test_an_untouched_field_does_not_overwrite_what_somebody_else_saved(cast: Cast, asha: Window) -> None:
    do_everything_before(cast, "azure-application")
    asha.typed("step", cast.setup.pk, "azure-application", app_name="First")
    mine, theirs = two_tabs(cast, asha, "step", "azure-application")
    asha.send("step", cast.setup.pk, "azure-application", data=theirs | {"app_name": "Second"})
    page = asha.send("step", cast.setup.pk, "azure-application", data=mine | {"destination": "ccp"})
    assert page.status_code == 302
    assert (current("app_name"), current("destination")) == ("Second", "ccp")


def test_an_answer_withdrawn_meanwhile_is_a_conflict_too(cast: Cast, wes: Window) -> None:
    answers = {"aws_sign_in": "profile", "aws_profile": "prod", "aws_region": aws.REGION}
    wes.typed("step", cast.setup.pk, "aws-connect", **answers)
    mine, theirs = two_tabs(cast, wes, "step", "aws-connect")
    wes.send("step", cast.setup.pk, "aws-connect", data=theirs | {"aws_sign_in": "chain", "aws_profile": ""})
    page = wes.send("step", cast.setup.pk, "aws-connect", data=mine | {"aws_profile": "test"})
    assert "Wes saved “nothing”" in beside(page, "aws_profile")
    assert current("aws_profile") is None


def test_two_who_worked_by_hand_see_each_others_result(cast: Cast, wes: Window) -> None:
    do_everything_before(cast, "aws-instance")
    typed = by_hand_answers()["aws-instance"]
    first, second = two_tabs(cast, wes, "by-hand", "aws-instance")
    wes.send("by-hand", cast.setup.pk, "aws-instance", data=first | typed | {"instance_url": URL})
    page = wes.send("by-hand", cast.setup.pk, "aws-instance", data=second | typed | {"instance_url": OTHER_URL})
    assert f"Wes saved “{URL}”" in beside(page, "instance_url")
    assert current("instance_url") == URL
    assert Run.objects.filter(step_key="aws-instance", kind=Kind.BY_HAND).count() == 1


def test_a_file_in_conflict_stays_in_the_page_and_the_other_is_told_in_one_line(
    cast: Cast, asha: Window
) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    do_everything_before(cast, "azure-certificate")
    first, second = two_tabs(cast, asha, "by-hand", "azure-certificate")
    asha.send("by-hand", cast.setup.pk, "azure-certificate", data=first | {"metadata_xml": metadata()})
    file = SimpleUploadedFile("mine.xml", metadata("mine").encode())
    page = asha.send("by-hand", cast.setup.pk, "azure-certificate", data=second | {"metadata_xml_file": file})
    assert "<" not in beside(page, "metadata_xml")
    again = asha.send("by-hand", cast.setup.pk, "azure-certificate", data=fields(page))
    assert again.status_code == 302, text(page)
    assert current("metadata_xml") == metadata("mine")


def test_the_history_says_who_saved_what(cast: Cast, wes: Window) -> None:
    wes.typed("step", cast.setup.pk, "aws-connect", aws_region=aws.REGION)
    saved = Event.objects.filter(key="answer-given").values_list("person__name", "data__what")
    assert list(saved) == [("Wes", "How Handoff signs in to AWS, Region of the Connect instance")]


@pytest.mark.parametrize("page", ["step", "by-hand"])
def test_losing_a_race_to_the_database_ends_in_the_conflict_message(
    cast: Cast, wes: Window, monkeypatch: pytest.MonkeyPatch, page: str
) -> None:
    """Another page commits the same revision number between our look and our write."""
    from wizard import record
    from wizard.actions import answers

    def outrun(setup: Any, item: Any, value: Any, **rest: Any) -> bool:
        monkeypatch.setattr(answers, "write", record.write)
        raced.append(item.key)
        raise IntegrityError("one_revision_per_number")

    raced: list[str] = []
    mine = fields(wes.look(page, cast.setup.pk, "aws-connect")) | by_hand_answers()["aws-connect"]
    wes.typed("step", cast.setup.pk, "aws-connect", aws_region="us-east-1")
    monkeypatch.setattr(answers, "_conflicts", _blind_once(answers._conflicts, monkeypatch))
    monkeypatch.setattr(answers, "write", outrun)
    response = wes.send(page, cast.setup.pk, "aws-connect", data=mine)
    assert raced
    assert response.status_code == 422
    assert "Wes saved “us-east-1”" in beside(response, "aws_region")


def _blind_once(look: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    from wizard.actions import answers

    def blind(record: Any, given: Any) -> list[Any]:
        monkeypatch.setattr(answers, "_conflicts", look)
        return []

    return blind


@pytest.mark.django_db(transaction=True)
def test_many_tabs_at_once_all_get_an_answer_and_one_value_wins() -> None:
    cast = assemble()
    window = Window()
    window.force_login(cast.wes)
    mine = fields(window.look("step", cast.setup.pk, "aws-connect"))
    regions = ("eu-central-1", "us-east-1", "us-west-2", "eu-west-2")
    together, codes = threading.Barrier(len(regions)), list[int]()

    def save(region: str) -> None:
        tab = Window(raise_request_exception=False)
        tab.cookies = window.cookies
        together.wait()
        answer = tab.send("step", cast.setup.pk, "aws-connect", data=mine | {"aws_region": region})
        codes.append(answer.status_code)
        connection.close()

    threads = [threading.Thread(target=save, args=(region,)) for region in regions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(codes) == [302, 422, 422, 422]
    assert Revision.objects.filter(key="aws_region").count() == 1
