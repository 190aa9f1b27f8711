"""Consulting the board on screen: both sides' pages, and no way from the board to the child."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from tests.builders import make_person, make_school, roll
from tests.cases.consulted import Consulted, make_consulted, write
from tests.cases.scene import FAMILY, GIVEN, SECRETS
from tests.web.school_life import browser_of
from tsunagu.access.actor import Actor
from tsunagu.access.enums import BOARD_STAFF, RoleKind
from tsunagu.attendance.actions import MarkInput
from tsunagu.attendance.enums import Kind
from tsunagu.audit.models import Event
from tsunagu.cases.enums import ConsultationState as S
from tsunagu.cases.models import Consultation
from tsunagu.clock import freeze, today
from tsunagu.school.models import School

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def scene(clock: object, db: None) -> Consulted:
    """A school and its board."""
    return make_consulted()


def browser(actor: Actor) -> Client:
    assert actor.person
    return browser_of(actor.person)


def text(response: HttpResponse) -> str:
    return response.content.decode()


def received(one: Consultation) -> str:
    return reverse("consultations:received", args=[one.pk])


def of_sheet(one: Consultation) -> str:
    return reverse("consultations:sheet", args=[one.sheet_id])


def test_from_draft_to_close_by_plain_forms(scene: Consulted) -> None:
    sheet = scene.drafted()
    teacher, manager = browser(scene.school.teacher), browser(scene.school.manager)
    address = reverse("consultations:sheet", args=[sheet.pk])
    assert address in text(teacher.get(reverse("sheets:sheet", args=[sheet.pk])))
    assert "署名して" not in text(teacher.get(address))
    assert "管理職に出しました" in text(teacher.post(address, {"act": "ask"}, follow=True))
    assert address in text(manager.get(reverse("today")))
    shown = text(manager.get(address))
    read = shown.split('name="send-as_read" value="')[1].split('"')[0]
    sent = manager.post(address, {"act": "send", "send-as_read": read}, follow=True)
    assert "署名して送りました" in text(sent)

    one = Consultation.objects.get()
    supervisor, adviser = browser(scene.board.supervisor), browser(scene.board.counsellor)
    assert received(one) in text(supervisor.get(reverse("today")))
    assert received(one) in text(supervisor.get(reverse("consultations:inbox")))
    assert "学校の希望" in text(supervisor.get(received(one)))
    supervisor.post(received(one), {"act": "read"})
    person = scene.board.counsellor.person
    assert person is not None
    given = {"act": "assign", "assign-adviser": str(person.pk), "assign-text": "よろしく"}
    assert "担当を決めました" in text(supervisor.post(received(one), given, follow=True))
    assert received(one) not in text(supervisor.get(reverse("today")))
    assert received(one) in text(adviser.get(reverse("today")))
    assert "学校に折り返し電話する" in text(teacher.get(address))
    for given, said in (
        ({"act": "call", "call-reached": "no"}, "つながらなかった"),
        ({"act": "call", "call-reached": "yes", "call-text": "担任と話した"}, "担任と話した"),
        (
            {
                "act": "agree",
                "agree-how": "visit",
                "agree-on": "2026-05-25",
                "agree-text": "教室を見る",
            },
            "2026年5月25日（月）",
        ),
        ({"act": "close", "close-agreed": "週に一度つなぐ"}, "週に一度つなぐ"),
    ):
        assert said in text(adviser.post(received(one), given, follow=True))
        assert said in text(teacher.get(address))
    one.refresh_from_db()
    assert one.state == S.CLOSED
    assert received(one) not in text(adviser.get(reverse("consultations:inbox")))
    assert received(one) in text(adviser.get(reverse("consultations:inbox") + "?state=all"))
    assert address in text(teacher.get(reverse("consultations:list") + "?over=1"))


@pytest.mark.parametrize(
    ("state", "given", "said"),
    [
        (S.SENT, {"act": "assign", "assign-adviser": "x"}, "正しく選択"),
        (S.ASSIGNED, {"act": "call", "call-reached": "yes"}, "だれと何を話したか"),
        (S.CALLED, {"act": "agree", "agree-how": "visit", "agree-text": "x"}, "訪問・会議の日"),
        (
            S.CALLED,
            {"act": "agree", "agree-how": "confer", "agree-on": "2026-05-19", "agree-text": "x"},
            "今日からの日",
        ),
        (S.ADVISED, {"act": "close", "close-agreed": " "}, "決まったこと"),
    ],
)
def test_what_is_wrong_stands_in_its_form(
    scene: Consulted, state: S, given: dict[str, str], said: str
) -> None:
    one = scene.brought_to(state)
    answer = browser(scene.board.supervisor).post(received(one), given)
    assert answer.status_code == 422
    assert said in text(answer)
    one.refresh_from_db()
    assert one.state == state


def test_a_page_left_open_signs_nothing_that_was_written_since(scene: Consulted) -> None:
    sheet = scene.drafted()
    manager, address = (
        browser(scene.school.manager),
        reverse("consultations:sheet", args=[sheet.pk]),
    )
    write(sheet, "consultation", "あとから", scene.school.teacher)
    answer = manager.post(address, {"act": "send", "send-as_read": "1"})
    assert answer.status_code == 422
    assert "もう一度読んで" in text(answer)
    assert not Consultation.objects.exists()


def test_manager_asks_for_another_wording_and_the_teacher_takes_it_back(scene: Consulted) -> None:
    one = scene.brought_to(S.WAITING)
    manager, teacher = browser(scene.school.manager), browser(scene.school.teacher)
    manager.post(of_sheet(one), {"act": "return", "return-why": "もっと短く"})
    assert "もっと短く" in text(teacher.get(of_sheet(one)))
    assert of_sheet(one) in text(teacher.get(reverse("today")))
    assert teacher.post(of_sheet(one), {"act": "withdraw", "withdraw-why": ""}).status_code == 422
    teacher.post(of_sheet(one), {"act": "withdraw", "withdraw-why": "話して済んだ"})
    one.refresh_from_db()
    assert (one.state, one.sent_at) == (S.WITHDRAWN, None)
    assert browser(scene.board.supervisor).get(received(one)).status_code == 404


def pages_of_the_board(scene: Consulted, one: Consultation) -> Iterator[str]:
    """Every page on which the board's people meet the consultation, as they are sent."""
    inbox = reverse("consultations:inbox")
    for kind in sorted(BOARD_STAFF):
        person = make_person(scene.board.organisation, role=kind, family_name="職")
        client = browser_of(person)
        for address in (
            received(one),
            inbox,
            inbox + "?state=all",
            reverse("consultations:owed"),
            reverse("today"),
            reverse("audit:own"),
            reverse("audit:own-csv"),
        ):
            answer = client.get(address)
            assert answer.status_code == 200, address
            yield answer.content.decode("utf-8", errors="replace") + str(answer.headers)
        failed = client.post(received(one), {"act": "close", "close-agreed": ""})
        yield text(failed)


@pytest.mark.parametrize("state", [S.SENT, S.ASSIGNED, S.CLOSED, S.WITHDRAWN])
def test_nothing_at_the_board_names_the_child_or_leads_to_it(scene: Consulted, state: S) -> None:
    one = scene.answered(scene.sent(), state) if state != S.SENT else scene.sent()
    one.steps.update(text="、".join(SECRETS))
    hidden = (
        *SECRETS[:4],
        str(scene.pupil.pk),
        str(one.sheet_id),
        f"{FAMILY} {GIVEN}",
        scene.school.guardian.name,
    )
    with freeze(one.due + timedelta(days=3)):
        for shown in pages_of_the_board(scene, one):
            assert [word for word in hidden if word in shown] == []


def test_the_board_opens_nothing_of_the_child_by_address(scene: Consulted) -> None:
    one = scene.sent()
    client = browser(scene.board.supervisor)
    for address in (
        of_sheet(one),
        reverse("sheets:sheet", args=[one.sheet_id]),
        reverse("sheets:pupil", args=[scene.pupil.pk]),
        reverse("pupil:page", args=[scene.pupil.pk]),
        reverse("consultations:list"),
    ):
        assert client.get(address).status_code == 404
    assert client.get(received(one) + "x/").status_code == 404


def test_school_finds_no_inbox_and_other_classes_no_sheet(scene: Consulted) -> None:
    one = scene.sent()
    room = scene.school.classroom
    for person in (
        scene.school.manager.person,
        make_person(room, role=RoleKind.COUNSELLOR),
        make_person(make_school(room.municipality), role=RoleKind.PRINCIPAL),
    ):
        assert person is not None
        client = browser_of(person)
        assert client.get(reverse("consultations:inbox")).status_code == 404
        assert client.get(received(one)).status_code == 404
        assert client.post(received(one), {"act": "read"}).status_code == 404
        mine = person == scene.school.manager.person
        assert client.get(of_sheet(one)).status_code == (200 if mine else 404)
    one.refresh_from_db()
    assert one.state == S.SENT


def test_inbox_is_searched_by_school_state_and_adviser(scene: Consulted) -> None:
    one = scene.answered(scene.sent(), S.ASSIGNED)
    client, inbox = browser(scene.board.head), reverse("consultations:inbox")
    person = scene.board.counsellor.person
    assert person is not None
    school = School.objects.get(pk=one.school_id)
    for query, found in (
        (f"school={school.pk}", True),
        (f"adviser={person.pk}", True),
        ("state=assigned", True),
        ("state=sent", False),
        ("state=overdue", False),
        ("state=waiting", True),
        (f"school={person.pk}", True),
    ):
        shown = text(client.get(f"{inbox}?{query}"))
        assert (received(one) in shown) == found, query
        assert found or "あてはまる相談がありません" in shown
    with freeze(one.due + timedelta(days=1)):
        assert received(one) in text(browser(scene.board.head).get(f"{inbox}?state=overdue"))


def test_unread_it_goes_up_a_step_with_the_reason_in_words(scene: Consulted) -> None:
    one = scene.sent()
    assert received(one) not in text(browser(scene.board.head).get(reverse("today")))
    with freeze(one.due + timedelta(days=1)):
        shown = text(browser(scene.board.head).get(reverse("today")))
        assert received(one) in shown
        assert "期限を過ぎたので、次の順番のあなたにも届いています" in shown
        assert "指導主事、教育委員会の課長" in text(
            browser(scene.school.teacher).get(of_sheet(one))
        )


def test_lists_are_on_record_by_keys_and_empty_ones_leave_nothing(scene: Consulted) -> None:
    inbox = reverse("consultations:inbox")
    browser(scene.board.head).get(inbox)
    looks = Event.objects.filter(kind="consultation_list")
    assert not looks.exists()
    scene.sent()
    browser(scene.board.head).get(inbox)
    assert looks.get().pupil == str(scene.pupil.pk)


def test_inbox_asks_the_same_queries_for_one_as_for_many(
    scene: Consulted, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    scene.sent()
    client, inbox = browser(scene.board.head), reverse("consultations:inbox")
    client.get(inbox)
    with CaptureQueriesContext(connection) as one:
        client.get(inbox)
    for _ in range(3):
        scene.sent()
    with django_assert_num_queries(len(one)):
        client.get(inbox)


def test_a_missing_child_stands_above_what_waits_for_a_signature(scene: Consulted) -> None:
    scene.brought_to(S.WAITING)
    roll(scene.school.classroom, today(), scene.school.teacher, n1=MarkInput(kind=Kind.MISSING))
    shown = text(browser(scene.school.manager).get(reverse("today")))
    assert shown.index("所在がまだわからない子どもがいます") < shown.index("あなたの番の相談")
