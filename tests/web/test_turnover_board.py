"""The change of staff at the board: nothing that a school asked is left without an owner."""

from datetime import date

import pytest
from django.urls import reverse

from tests.builders import make_actor, make_person
from tests.cases.consulted import Consulted, make_consulted
from tests.cases.scene import FAMILY, GIVEN
from tests.signed_in import browser_of
from tsunagu.access.actor import Actor
from tsunagu.access.enums import RoleKind
from tsunagu.access.models import Role
from tsunagu.audit.models import Event
from tsunagu.cases.actions.cases import begin_case
from tsunagu.cases.actions.consultations import assign_adviser
from tsunagu.cases.actions.requests import ask_division, assign_request, send_request
from tsunagu.cases.case_enums import CaseOrigin
from tsunagu.cases.enums import ConsultationState
from tsunagu.cases.models import Consultation, DivisionRequest
from tsunagu.cases.queries.veils import initials_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
R = RoleKind
ADDRESS = "/staff/turnover/board/"
LAST, FIRST = date(2027, 3, 31), date(2027, 4, 1)


@pytest.fixture
def made(clock: object, db: None) -> Consulted:
    """A school asks the board, and the lead counsellor answers."""
    return make_consulted()


@pytest.fixture
def asked(made: Consulted) -> Consultation:
    """A consultation that the lead counsellor answers."""
    return made.brought_to(ConsultationState.ASSIGNED)


@pytest.fixture
def request_made(made: Consulted) -> DivisionRequest:
    """A request that the lead counsellor sees to."""
    by = made.school.teacher
    case = begin_case(pupil=made.pupil, kind="absence", origin=CaseOrigin.SIGN, why="x", by=by)
    one = ask_division(case=case, kind="special-needs-visit", text="x", by=by)
    send_request(request=one, by=made.school.manager)
    person = made.board.counsellor.person
    return assign_request(request=one, adviser=person, text="", by=made.board.head)


def leaves(*actors: Actor) -> None:
    """Their roles end with March."""
    Role.objects.filter(person__in=[one.person for one in actors]).update(last=LAST)


def page(actor: Actor, day: date = LAST) -> str:
    """What somebody reads of the change after a day."""
    response = browser_of(actor).get(ADDRESS, {"last": str(day)})
    assert response.status_code == 200
    return str(response.content.decode())


def section(shown: str, head: str) -> str:
    """A part of the page from its heading on."""
    return shown.split(head)[1].split("</section>", maxsplit=1)[0]


def test_what_schools_asked_of_who_leaves_comes_to_the_supervisors(
    made: Consulted, asked: Consultation, request_made: DivisionRequest
) -> None:
    leaves(made.board.counsellor)
    new = make_person(made.board.organisation, role=R.SUPERVISOR, family_name="新任")
    Role.objects.filter(person=new).update(first=FIRST)
    shown = page(made.board.head)
    left = section(shown, "離れる人（1人）")
    for name, key in (("received", asked.pk), ("request", request_made.pk)):
        assert reverse(f"consultations:{name}", args=[key]) in left
    assert left.count(initials_of(made.pupil)) == 2
    assert "督" in left
    assert "新任" in left
    assert "新任" in section(shown, "来る人（1人）")
    assert R.LEAD_COUNSELLOR.label in section(shown, "後任のいない役割")
    assert "担当のないもの：あと1件" in shown
    assert FAMILY not in shown
    assert GIVEN not in shown
    looks = Event.objects.filter(actor=made.board.head.person.pk, kind="consultation_list")
    assert {look.pupil for look in looks} == {str(made.pupil.pk)}


def test_where_nobody_is_above_it_is_nobodys_and_counted(
    made: Consulted, asked: Consultation, request_made: DivisionRequest
) -> None:
    leaves(made.board.counsellor, made.board.supervisor, made.board.head)
    shown = page(made.board.head)
    assert section(shown, "離れる人（3人）").count("担当なし") == 2
    assert "担当のないもの：あと5件" in shown
    Role.objects.filter(person=made.board.head.person).update(last=None)
    shown = page(made.board.head)
    assert "担当なし" not in shown
    assert "課" in section(shown, "離れる人（2人）").split("4月1日")[-1]
    assert "担当のないもの：あと2件" in shown


def test_who_is_asked_anew_has_it_and_who_has_long_gone_leaves_it_open(
    made: Consulted, asked: Consultation
) -> None:
    leaves(made.board.counsellor)
    person = made.board.supervisor.person
    assign_adviser(consultation=asked, adviser=person, text="", by=made.board.head)
    address = reverse("consultations:received", args=[asked.pk])
    assert address not in page(made.board.head)
    Role.objects.filter(person=person).update(last=date(2026, 5, 1))
    assert address in section(page(made.board.head), "受け持つ人が、もういないもの")


def test_nobody_leaves_and_nothing_is_left(made: Consulted, asked: Consultation) -> None:
    shown = page(made.board.supervisor)
    assert "担当のないものはありません" in shown
    assert reverse("consultations:received", args=[asked.pk]) not in shown
    assert "2027年3月31日（水）まで" in browser_of(made.board.head).get(ADDRESS).content.decode()


def test_an_administrator_sees_the_gaps_alone(made: Consulted, asked: Consultation) -> None:
    leaves(made.board.counsellor)
    admin = make_actor(made.board.organisation, role=R.ADMINISTRATOR)
    shown = page(admin)
    assert R.LEAD_COUNSELLOR.label in section(shown, "後任のいない役割")
    assert initials_of(made.pupil) not in shown
    assert reverse("consultations:received", args=[asked.pk]) not in shown
    assert not Event.objects.filter(actor=admin.person.pk, kind="consultation_list").exists()
    schools = browser_of(admin).get(reverse("turnover:schools")).content.decode()
    assert ADDRESS in schools


@pytest.mark.parametrize("who", ["counsellor", "principal"])
def test_for_everybody_else_it_is_not_there(made: Consulted, who: str) -> None:
    actor = made.board.counsellor if who == "counsellor" else made.school.manager
    browser = browser_of(actor)
    assert browser.get(ADDRESS).status_code == 404


@pytest.mark.parametrize(
    ("day", "said"),
    [("2040-03-31", "今日から前後2年のあいだの日を入れてください"), ("x", "日付を")],
)
def test_a_day_that_is_none_is_said_and_31_march_shown(
    made: Consulted, day: str, said: str
) -> None:
    shown = browser_of(made.board.head).get(ADDRESS, {"last": day}).content.decode()
    assert "2027年3月31日（水）まで" in shown
    assert said in shown
