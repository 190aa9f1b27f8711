"""Consulting the board: signed and sent, answered in turn, and nothing of the child's name told."""

from datetime import date, timedelta

import pytest

from tests.builders import make_actor, make_board, make_class, make_person
from tests.cases.consulted import WORDS, Consulted, make_consulted, write
from tests.cases.scene import SECRETS
from tsunagu.access.actor import Actor, actor_of
from tsunagu.access.enums import RoleKind
from tsunagu.access.models import Role
from tsunagu.access.policy import Deed, Denied
from tsunagu.access.refusal import Refused
from tsunagu.audit.models import Event
from tsunagu.cases.actions.consultations import (
    agree,
    ask_signature,
    assign_adviser,
    close_consultation,
    read_consultation,
    record_call,
    return_sheet,
    send_consultation,
    withdraw_consultation,
)
from tsunagu.cases.advisers import owed, turn_of
from tsunagu.cases.enums import ConsultationMove as M
from tsunagu.cases.enums import ConsultationOwner as W
from tsunagu.cases.enums import ConsultationState as S
from tsunagu.cases.models import Consultation
from tsunagu.cases.queries import Received
from tsunagu.cases.sheets import as_written, signature
from tsunagu.clock import freeze, today
from tsunagu.forms.actions import correct_sheet, sign_sheet, withdraw_sheet
from tsunagu.forms.enums import SheetState
from tsunagu.org.models import Leave

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def scene(clock: object, db: None) -> Consulted:
    """A school and its board."""
    return make_consulted()


@pytest.mark.parametrize("state", set(S))
def test_every_state_is_reached_by_deeds_and_stays_readable(scene: Consulted, state: S) -> None:
    one = scene.brought_to(state)
    assert one.state == state
    assert one.steps.count() >= 1
    known = Consultation.objects.received_by(scene.board.supervisor, Deed.SEE_CONSULTATION)
    assert known.filter(pk=one.pk).exists() == (state not in {S.WAITING, S.RETURNED})


def test_a_signature_completes_the_sheet_and_the_board_has_it_at_once(scene: Consulted) -> None:
    one = scene.sent()
    one.sheet.refresh_from_db()
    assert (one.sheet.state, one.state) == (SheetState.COMPLETE, S.SENT)
    assert one.sent_at is not None
    assert one.due == date(2026, 5, 21)


def test_signed_on_the_sheets_own_screen_it_goes_out_too(scene: Consulted) -> None:
    sheet = scene.drafted()
    sign_sheet(sheet=sheet, field=signature(sheet.definition), by=scene.school.manager)
    assert Consultation.objects.get(sheet=sheet).state == S.SENT


def test_nothing_goes_out_unsigned_incomplete_or_written_since_it_was_read(
    scene: Consulted,
) -> None:
    sheet = scene.drafted()
    with pytest.raises(Denied):
        send_consultation(sheet=sheet, as_read=as_written(sheet), by=scene.school.teacher)
    read = as_written(sheet)
    write(sheet, "consultation", "書き足した", scene.school.teacher)
    with pytest.raises(Refused):
        send_consultation(sheet=sheet, as_read=read, by=scene.school.manager)
    write(sheet, "consultation", None, scene.school.teacher)
    for do in (ask_signature, send_consultation):
        more = {"as_read": as_written(sheet)} if do is send_consultation else {}
        with pytest.raises(Refused, match="相談内容"):
            do(sheet=sheet, by=scene.school.manager, **more)
    sheet.refresh_from_db()
    assert sheet.state == SheetState.DRAFT
    assert not Consultation.objects.exists()
    assert "manager" not in sheet.answers()


def test_deeds_are_refused_out_of_turn_and_say_why(scene: Consulted) -> None:
    one, adviser = scene.sent(), scene.board.counsellor
    for do in (
        lambda: record_call(consultation=one, reached=True, text="x", by=adviser),
        lambda: agree(consultation=one, how=M.ADVISE, on=None, text="x", by=adviser),
        lambda: close_consultation(consultation=one, agreed="x", by=adviser),
        lambda: return_sheet(consultation=one, why="x", by=scene.school.manager),
        lambda: ask_signature(sheet=one.sheet, by=scene.school.teacher),
    ):
        with pytest.raises(Refused):
            do()
    closed = scene.answered(one, S.CLOSED)
    for again in (
        lambda: withdraw_consultation(consultation=closed, why="x", by=scene.school.teacher),
        lambda: read_consultation(consultation=closed, by=adviser),
    ):
        with pytest.raises(Refused, match="終わり"):
            again()


def test_empty_words_past_days_and_strangers_are_refused(scene: Consulted) -> None:
    one, by = scene.answered(scene.sent(), S.CALLED), scene.board.counsellor
    yesterday = today() - timedelta(days=1)
    for do in (
        lambda: agree(consultation=one, how=M.VISIT, on=None, text="x", by=by),
        lambda: agree(consultation=one, how=M.VISIT, on=yesterday, text="x", by=by),
        lambda: agree(consultation=one, how=M.CLOSE, on=None, text="x", by=by),
        lambda: agree(consultation=one, how=M.ADVISE, on=None, text=" ", by=by),
        lambda: close_consultation(consultation=one, agreed=" ", by=by),
        lambda: withdraw_consultation(consultation=one, why=" ", by=scene.school.teacher),
        lambda: assign_adviser(
            consultation=one, adviser=scene.school.teacher.person, text="", by=by
        ),
        lambda: assign_adviser(consultation=one, adviser=scene.board.head.person, text="", by=by),
    ):
        with pytest.raises(Refused):
            do()


def test_each_side_does_its_own_and_other_schools_and_cities_nothing(scene: Consulted) -> None:
    one = scene.sent()
    elsewhere = make_actor(make_class(scene.school.classroom.school, name="2組"))
    other_board = actor_of(make_person(make_board(scene.school.agency.municipality), role=None))
    other_city = make_actor(make_class(), role=RoleKind.PRINCIPAL)
    foreign = actor_of(make_person(make_board(other_city.municipality), role=RoleKind.SUPERVISOR))
    for by in (scene.school.teacher, scene.school.manager, elsewhere, other_board, foreign):
        with pytest.raises(Denied):
            read_consultation(consultation=one, by=by)
        assert not Consultation.objects.received_by(by, Deed.SEE_CONSULTATION).exists()
    for by in (scene.board.supervisor, elsewhere, other_city, foreign):
        with pytest.raises(Denied):
            withdraw_consultation(consultation=one, why="x", by=by)
        assert not Consultation.objects.visible_to(by, Deed.ASK_CONSULTATION).exists()
    for by in (scene.school.teacher, scene.school.manager):
        assert Consultation.objects.visible_to(by, Deed.ASK_CONSULTATION).get() == one


def owing(scene: Consulted) -> dict[str, int]:
    """How many consultations each of the people owes."""
    people: dict[str, Actor] = {
        "teacher": scene.school.teacher,
        "manager": scene.school.manager,
        "supervisor": scene.board.supervisor,
        "adviser": scene.board.counsellor,
        "head": scene.board.head,
    }
    counts = {name: owed(actor).count() for name, actor in people.items()}
    return {name: count for name, count in counts.items() if count}


OWES = {
    S.WAITING: ("manager", "manager"),
    S.RETURNED: ("teacher", "manager"),
    S.SENT: ("supervisor", "head"),
    S.READ: ("supervisor", "head"),
    S.ASSIGNED: ("adviser", "supervisor"),
    S.CALLED: ("adviser", "supervisor"),
    S.ADVISED: ("adviser", "supervisor"),
    S.VISIT: ("adviser", "supervisor"),
    S.CONFERENCE: ("adviser", "supervisor"),
    S.CLOSED: (),
    S.WITHDRAWN: (),
}


@pytest.mark.parametrize("state", set(S))
def test_what_is_owed_is_with_its_owner_until_its_day_and_then_one_up_too(
    scene: Consulted, state: S
) -> None:
    one = scene.brought_to(state)
    with freeze(one.due):
        assert set(owing(scene)) == set(OWES[state][:1])
    with freeze(one.due + timedelta(days=1)):
        assert set(owing(scene)) == set(OWES[state])


def test_who_is_away_or_has_left_the_board_holds_nothing_up(scene: Consulted) -> None:
    one = scene.answered(scene.sent(), S.ASSIGNED)
    city, person = scene.school.classroom.municipality, scene.board.supervisor.person
    Role.objects.filter(person=scene.board.counsellor.person).update(last=date(2026, 5, 19))
    assert set(owing(scene)) == {"adviser", "supervisor"} - {"adviser"}
    assert turn_of(one) == {W.SUPERVISOR}
    Leave.objects.create(municipality=city, person=person, first=today(), last=today())
    assert set(owing(scene)) == {"head"}
    assert turn_of(one) == {W.HEAD}


def test_an_attempt_moves_no_day_and_a_visit_is_due_after_its_own(scene: Consulted) -> None:
    one, by = scene.answered(scene.sent(), S.ASSIGNED), scene.board.counsellor
    with freeze(one.due):
        tried = record_call(consultation=one, reached=False, text="", by=by)
        assert (tried.state, tried.due) == (S.ASSIGNED, one.due)
        record_call(consultation=one, reached=True, text="担任と", by=by)
        visit = agree(consultation=one, how=M.VISIT, on=date(2026, 6, 1), text="教室を見る", by=by)
    assert visit.due == date(2026, 6, 8)


def test_the_board_reads_no_name_that_anybody_wrote(scene: Consulted) -> None:
    sheet = scene.drafted()
    for field in ("school", "grade", "class", "homeroom", "writer", "initial-given"):
        write(sheet, field, "、".join(SECRETS[:4]), scene.school.teacher)
    one = send_consultation(sheet=sheet, as_read=as_written(sheet), by=scene.school.manager)
    record_words = "、".join(SECRETS)
    assign_adviser(
        consultation=one,
        adviser=scene.board.counsellor.person,
        text=record_words,
        by=scene.board.supervisor,
    )
    received = Received(Consultation.objects.get(pk=one.pk))
    said = "\n".join([*(words for _, words in received.lines), *(s.text for s in received.steps)])
    assert "H Mさんは朝に泣くことがある" in said
    for name in SECRETS[:4]:
        assert name not in said
    assert received.child == "H M"
    assert received.wishes == [RoleKind.LEAD_COUNSELLOR]


def test_the_board_reads_as_it_is_what_the_record_gave(scene: Consulted) -> None:
    scene.pupil.family_name = "ひばり"
    scene.pupil.save()
    lines = dict(Received(scene.sent()).lines)
    teacher = scene.school.teacher.person
    assert teacher is not None
    assert lines["学校名"] == scene.school.classroom.school.name
    assert lines["担任名"] == teacher.name


def test_a_sheet_taken_back_is_no_longer_read_at_the_board(scene: Consulted) -> None:
    one = scene.sent()
    withdraw_sheet(sheet=one.sheet, why=WORDS, by=scene.school.teacher)
    received = Received(Consultation.objects.get(pk=one.pk))
    assert received.one.state == S.WITHDRAWN
    assert received.lines == []
    assert received.wishes == []
    assert received.steps[-1].text.startswith("H Mさんは")


def test_a_correction_takes_the_sheets_place_and_keeps_where_it_stands(scene: Consulted) -> None:
    one = scene.answered(scene.sent(), S.ASSIGNED)
    one.sheet.refresh_from_db()
    new = correct_sheet(sheet=one.sheet, by=scene.school.teacher)
    write(new, "consultation", "昼から来る日がある", scene.school.teacher)
    ask_signature(sheet=new, by=scene.school.teacher)
    sent = send_consultation(sheet=new, as_read=as_written(new), by=scene.school.manager)
    assert (sent.pk, sent.state) == (one.pk, S.ASSIGNED)
    assert Consultation.objects.count() == 1
    assert [step.move for step in sent.steps.all()][-2:] == [M.ASK, M.CORRECT]
    said = dict(Received(Consultation.objects.get(pk=one.pk)).lines)
    assert said["【相談内容】"] == "昼から来る日がある"


def test_the_audit_tells_each_deed_by_codes_alone(scene: Consulted) -> None:
    one = scene.answered(scene.sent(), S.CLOSED)
    rows = Event.objects.filter(kind="consultation", key=str(one.pk)).order_by("id")
    assert [row.details["move"] for row in rows] == [
        *("ask", "send", "read", "assign", "call", "advise", "close")
    ]
    assert {row.pupil for row in rows} == {str(scene.pupil.pk)}
    assert not [row for row in rows if any(name in str(row.details) for name in SECRETS)]
