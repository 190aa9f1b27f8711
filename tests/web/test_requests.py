"""A request to the division on screen: from the case to the board's answer, by initials."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from tests.builders import make_board, make_person
from tests.cases.scene import FAMILY, Scene, make_scene
from tests.cases.test_cases import begun
from tests.web.cast import signed_in
from tsunagu.access.enums import RoleKind
from tsunagu.cases.models import DivisionRequest
from tsunagu.clock import today

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def scene(clock: object, db: None) -> Scene:
    """A school with a child, its teacher and manager."""
    return make_scene()


def test_request_goes_from_the_case_over_the_manager_to_the_board_and_back(
    client: Client, scene: Scene
) -> None:
    teacher = signed_in(client, scene.teacher.person)
    manager = signed_in(Client(), scene.manager.person)
    supervisor = make_person(make_board(scene.pupil.municipality), role=RoleKind.SUPERVISOR)
    board = signed_in(Client(), supervisor)
    page = reverse("support:requests", args=[begun(scene).pk])
    assert "まだ頼んでいません" in teacher.get(page).content.decode()
    said = {"act": "ask", "ask-kind": "special-needs-visit", "ask-text": f"{FAMILY}さんの算数"}
    assert "巡回指導" in teacher.post(page, {**said, "ask-text": ""}).content.decode()
    assert teacher.post(page, said).status_code == 302
    one = DivisionRequest.objects.get()
    school = reverse("support:request", args=[one.case_id, one.pk])
    inbox = reverse("consultations:requests")
    received = reverse("consultations:request", args=[one.pk])
    assert "終わっていない依頼はありません" in board.get(inbox).content.decode()
    assert board.get(received).status_code == 404
    assert "確認して教育委員会に送る" not in teacher.get(school).content.decode()
    assert school in manager.get("/").content.decode()
    manager.post(school, {"act": "send"})
    for address in (inbox, received, "/", reverse("consultations:requests-owed")):
        shown = board.get(address).content.decode()
        assert "巡回指導" in shown
        assert FAMILY not in shown
    board.post(received, {"act": "assign", "assign-adviser": str(supervisor.pk)})
    day = (today() + timedelta(days=7)).isoformat()
    board.post(received, {"act": "settle", "settle-on": day, "settle-text": "3校時"})
    assert "3校時" in teacher.get(school).content.decode()
    assert board.post(received, {"act": "done", "done-text": ""}).status_code == 422
    board.post(received, {"act": "done", "done-text": "授業を見た"})
    assert "授業を見た" in teacher.get(school).content.decode()
    assert received not in board.get(inbox).content.decode()
    assert received in board.get(inbox, {"state": "done"}).content.decode()


def test_school_takes_a_request_back_and_the_board_reads_it_no_more(
    client: Client, scene: Scene
) -> None:
    teacher = signed_in(client, scene.teacher.person)
    page = reverse("support:requests", args=[begun(scene).pk])
    said = {"act": "ask", "ask-kind": "special-needs-visit", "ask-text": "算数の時間"}
    teacher.post(page, said)
    one = DivisionRequest.objects.get()
    school = reverse("support:request", args=[one.case_id, one.pk])
    assert teacher.post(school, {"act": "withdraw", "withdraw-why": ""}).status_code == 422
    signed_in(Client(), scene.manager.person).post(school, {"act": "send"})
    teacher.post(school, {"act": "withdraw", "withdraw-why": "家族が望まない"})
    supervisor = make_person(make_board(scene.pupil.municipality), role=RoleKind.SUPERVISOR)
    shown = signed_in(Client(), supervisor).get(reverse("consultations:request", args=[one.pk]))
    assert "算数の時間" not in shown.content.decode()
    assert "取り下げた" in shown.content.decode()
