"""Follow-up slips on screen: asked for, handed in, read by initials, shared, supported."""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tests.builders import make_actor, make_class, make_school, roll
from tests.cases.consulted import Consulted, make_consulted, write
from tests.cases.scene import FAMILY
from tests.web.school_life import browser_of
from tsunagu.access.actor import Actor
from tsunagu.access.enums import RoleKind
from tsunagu.attendance.actions import MarkInput
from tsunagu.attendance.enums import Kind
from tsunagu.audit.models import Event
from tsunagu.cases.actions import confirm_share
from tsunagu.cases.enums import FollowUpState as S
from tsunagu.cases.models import FollowUp, Share, SlipCall, SlipTurn
from tsunagu.clock import freeze, today
from tsunagu.forms.actions import begin_sheet, complete_sheet, correct_sheet, sign_sheet
from tsunagu.forms.models import Sheet
from tsunagu.org.models import Leave

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
DUE = date(2026, 5, 29)
WISH = f"{FAMILY}さんは図書室なら来られるという"


@dataclass
class Followed(Consulted):
    """The school and the board of a consultation, about slips."""

    def call(self) -> SlipTurn:
        """The board asks by its form; the turn of the child's school."""
        schools = [str(self.school.classroom.school_id)]
        data = {"act": "call", "call-text": "10日以上の子ども", "call-due": "2026-05-29"}
        at_board = browser(self.board.supervisor)
        at_board.post(reverse("follow-ups:calls"), {**data, "call-schools": schools})
        return SlipTurn.objects.get(school=self.school.classroom.school_id)

    def completed(self) -> Sheet:
        """A slip by the teacher, signed by the manager and completed."""
        school = self.school.classroom.school
        by = self.school.teacher
        slip = begin_sheet(form="follow-up-slip", school=school, pupil=self.pupil, by=by)
        write(slip, "child-wish", WISH, by)
        return self.signed(slip)

    def signed(self, slip: Sheet) -> Sheet:
        """The same, signed and completed."""
        field = next(one for one in slip.definition.fields if one.id == "manager")
        sign_sheet(sheet=slip, field=field, by=self.school.manager)
        return complete_sheet(sheet=slip, by=self.school.teacher)

    def handed_in(self) -> FollowUp:
        """The slip, handed in by the manager."""
        turn = self.call()
        slip = self.completed()
        browser(self.school.manager).post(at_school(turn), {"act": "hand-in"})
        return FollowUp.objects.get(sheet=slip)


@pytest.fixture
def scene(clock: object, db: None) -> Followed:
    """A school with a teacher and a manager, and its board."""
    made = make_consulted()
    return Followed(made.school, made.board)


def browser(actor: Actor) -> Client:
    assert actor.person
    return browser_of(actor.person)


def text(response: HttpResponse) -> str:
    return response.content.decode()


def at_school(turn: SlipTurn) -> str:
    return reverse("follow-ups:turn", args=[turn.school_id, turn.pk])


def slip_at(one: FollowUp) -> str:
    return reverse("follow-ups:slip", args=[one.sheet_id])


def lines(actor: Actor) -> list[str]:
    """What Today says of slips that somebody owes."""
    sections = browser(actor).get(reverse("today")).context["sections"]
    return [line.next for one in sections if one.title == "あなたの番の個票" for line in one.lines]


def test_from_the_boards_call_to_the_support_by_plain_forms(scene: Followed) -> None:
    one = scene.handed_in()
    board, teacher = browser(scene.board.supervisor), browser(scene.school.teacher)
    received = reverse("follow-ups:received", args=[one.pk])
    assert received in text(board.get(reverse("follow-ups:call", args=[one.turn.call_id])))
    assert lines(scene.board.supervisor) == ["個票を読む（1件）"]
    board.post(received, {"act": "read", "read-text": "SSWと共有を"})
    assert lines(scene.board.supervisor) == []
    assert lines(scene.school.teacher) == ["センターやSSWなど、共有する相手を決めて共有する"]
    assert slip_at(one) in text(teacher.get(reverse("sheets:sheet", args=[one.sheet_id])))
    assert "SSWと共有を" in text(teacher.get(slip_at(one)))
    teacher.post(slip_at(one), {"act": "share", "share-text": "校内のSSWに伝えた"})
    teacher.post(slip_at(one), {"act": "support", "support-text": "週一回、図書室で担任と学習"})
    one.refresh_from_db()
    assert one.state == S.SUPPORTED
    assert "図書室で担任と学習" in text(board.get(received))
    assert lines(scene.school.teacher) == []


def test_the_board_reads_initials_and_no_way_leads_to_the_child(scene: Followed) -> None:
    one = scene.handed_in()
    board = browser(scene.board.supervisor)
    Event.objects.all().delete()
    page = text(board.get(reverse("follow-ups:received", args=[one.pk])))
    assert "図書室なら来られる" in page
    listed = text(board.get(reverse("follow-ups:call", args=[one.turn.call_id])))
    for shown in (page, listed):
        assert FAMILY not in shown
        assert str(scene.pupil.pk) not in shown
    looks = Event.objects.filter(details__look=True).values_list("kind", "pupil")
    assert set(looks) == {
        ("follow_up", str(scene.pupil.pk)),
        ("follow_up_list", str(scene.pupil.pk)),
    }
    sheet = reverse("sheets:sheet", args=[one.sheet_id])
    for address in (slip_at(one), at_school(one.turn), sheet):
        assert board.get(address).status_code == 404


def test_the_board_sees_which_schools_have_not_handed_in(scene: Followed) -> None:
    other = make_class(make_school(scene.pupil.municipality, name="海の小学校"), pupils=0).school
    schools = [str(other.pk), str(scene.school.classroom.school_id)]
    data = {"act": "call", "call-text": "10日以上", "call-due": "2026-05-29"}
    board = browser(scene.board.supervisor)
    board.post(reverse("follow-ups:calls"), {**data, "call-schools": schools})
    call = SlipCall.objects.get()
    turn = SlipTurn.objects.get(school=scene.school.classroom.school_id)
    page = browser(scene.school.manager).get(at_school(turn))
    assert "該当する子どもはいないと伝える" in text(page)
    browser(scene.school.manager).post(at_school(turn), {"act": "hand-in"})
    address = reverse("follow-ups:call", args=[call.pk])
    assert [one.school for one in board.get(address).context["missing"]] == [other]
    with freeze(DUE + timedelta(days=1)):
        assert "期限を過ぎています" in text(board.get(address))
    board.post(address, {"act": "end"})
    assert board.get(address).context["missing"] == []


def test_handing_in_stands_on_today_and_goes_up_when_it_is_overdue(scene: Followed) -> None:
    turn = scene.call()
    hand_in = "不登校解消対策個票を、管理職が教育委員会に出す"
    school = turn.school
    assert lines(scene.school.manager) == [hand_in], "there is no attendance lead"
    lead = somebody(scene, RoleKind.ATTENDANCE_LEAD)
    assert (lines(lead), lines(scene.school.manager)) == ([hand_in], [])
    with freeze(DUE + timedelta(days=3)):
        assert (lines(lead), lines(scene.school.manager)) == ([hand_in], [hand_in])
    assert browser(lead).get(reverse("follow-ups:school", args=[school.pk])).status_code == 200
    assert browser(lead).post(at_school(turn), {"act": "hand-in"}).status_code == 200
    turn.refresh_from_db()
    assert turn.handed_in_at is None, "a manager hands in"


def somebody(scene: Followed, kind: RoleKind) -> Actor:
    """Somebody in a role at the child's school."""
    return make_actor(scene.school.classroom.school, role=kind)


def test_what_is_overdue_goes_up_at_the_board_and_at_school(scene: Followed) -> None:
    one = scene.handed_in()
    assert lines(scene.board.head) == []
    with freeze(one.due + timedelta(days=1)):
        assert lines(scene.board.head) == ["個票を読む（1件）"]
    FollowUp.objects.update(state=S.READ)
    assert lines(scene.school.manager) == []
    with freeze(one.due + timedelta(days=1)):
        assert len(lines(scene.school.manager)) == len(lines(scene.school.teacher)) == 1
    Leave.objects.create(
        municipality=one.municipality, person=scene.school.teacher.person, first=today(), last=DUE
    )
    assert len(lines(scene.school.manager)) == 1, "the writer is away"


def test_nothing_is_shared_by_machine_and_sharing_wants_a_share_or_words(scene: Followed) -> None:
    one = scene.handed_in()
    browser(scene.board.supervisor).post(
        reverse("follow-ups:received", args=[one.pk]), {"act": "read", "read-text": ""}
    )
    assert not Share.objects.exists()
    teacher = browser(scene.school.teacher)
    refused = teacher.post(slip_at(one), {"act": "share", "share-text": ""})
    assert (refused.status_code, "校外との共有" in text(refused)) == (422, True)
    share = confirm_share(share=scene.school.asked(), by=scene.school.manager)
    assert scene.school.agency.name in text(teacher.get(slip_at(one)))
    teacher.post(slip_at(one), {"act": "share", "share-text": ""})
    one.refresh_from_db()
    assert (one.state, share.pupil) == (S.SHARED, scene.pupil)


def test_a_correction_takes_the_slips_place_and_one_taken_back_is_read_no_more(
    scene: Followed,
) -> None:
    one = scene.handed_in()
    corrected = correct_sheet(sheet=one.sheet, by=scene.school.teacher)
    write(corrected, "child-wish", "保健室なら来られる", scene.school.teacher)
    scene.signed(corrected)
    manager, board = browser(scene.school.manager), browser(scene.board.supervisor)
    received = reverse("follow-ups:received", args=[one.pk])
    assert "図書室なら" in text(board.get(received))
    manager.post(at_school(one.turn), {"act": "hand-in"})
    assert "保健室なら" in text(board.get(received))
    assert FollowUp.objects.count() == 1
    manager.post(reverse("sheets:withdraw", args=[corrected.pk]), {"why": "別の子どもだった"})
    page = text(board.get(received))
    assert "保健室なら" not in page
    one.refresh_from_db()
    assert one.state == S.WITHDRAWN


def test_a_child_without_a_slip_is_offered_one(scene: Followed) -> None:
    turn = scene.call()
    away = MarkInput(kind=Kind.ABSENT)
    room = scene.school.classroom
    number = f"n{scene.pupil.enrolments.get().number}"
    for day in (date(2026, 5, 4) + timedelta(days=n) for n in range(16)):
        if day.weekday() < 5 and day >= date(2026, 5, 7):
            with freeze(day):
                roll(room, day, scene.school.teacher, **{number: away})
    with freeze(date(2026, 5, 22)):
        for day in (date(2026, 5, 20), date(2026, 5, 21), date(2026, 5, 22)):
            roll(room, day, scene.school.teacher, **{number: away})
        page = browser(scene.school.manager).get(at_school(turn))
        assert page.context["offer"] == [scene.pupil]
        assert reverse("sheets:begin", args=[scene.pupil.pk]) in text(page)


def test_who_answers_for_no_child_of_the_school_sees_nothing(scene: Followed) -> None:
    one = scene.handed_in()
    stranger = somebody(scene, RoleKind.NURSE)
    addresses = [
        slip_at(one),
        at_school(one.turn),
        reverse("follow-ups:received", args=[one.pk]),
        reverse("follow-ups:calls"),
    ]
    assert {browser(stranger).get(address).status_code for address in addresses} == {404}
    teacher = browser(scene.school.teacher)
    assert [teacher.get(address).status_code for address in addresses] == [200, 404, 404, 404]
