"""Ending, reopening and sharing by people, and who may."""

from datetime import date, timedelta

import pytest

from tests.builders import enrol, make_actor, make_class, make_person, pupils_of
from tests.response.conftest import Child
from tsunagu.access.actor import actor_of
from tsunagu.access.policy import Denied
from tsunagu.access.refusal import Refused
from tsunagu.attendance.actions import (
    end_notice,
    set_epidemic,
    set_notice,
    withdraw_epidemic,
    withdraw_notice,
)
from tsunagu.audit.models import Event
from tsunagu.clock import freeze
from tsunagu.response.actions import (
    Decided,
    end_span,
    end_task,
    record_contact,
    reopen_task,
    report_sharing,
    set_good_reason,
    set_protection,
    set_rhythm,
    share,
)
from tsunagu.response.enums import TRANSITIONS, Status
from tsunagu.response.models import Contact, Task
from tsunagu.response.queries.owed import owed

CONTACT = {
    "way": "call",
    "reached": "guardian",
    "child_heard": False,
    "child_seen": False,
    "line": "熱は下がった",
}


@pytest.fixture
def task(child, at):
    with at(18):
        child.days("欠")
        yield Task.objects.get()


@pytest.fixture
def teacher(child):
    return make_actor(child.classroom)


def test_transitions_name_every_state():
    assert set(TRANSITIONS) == set(Status)


@pytest.mark.parametrize("status", list(Status))
def test_end_task_refuses_what_the_transition_table_does_not_name(task, teacher, status):
    for start in Status:
        Task.objects.filter(pk=task.pk).update(status=start)
        allowed = status in TRANSITIONS[start] and status in {"done", "not_needed"}
        if allowed:
            assert end_task(task=task, status=status, why="熱", by=teacher).status == status
        else:
            with pytest.raises(Refused):
                end_task(task=task, status=status, why="熱", by=teacher)


def test_not_needed_wants_a_word_of_why(task, teacher):
    with pytest.raises(Refused, match="理由"):
        end_task(task=task, status="not_needed", why=" ", by=teacher)


def test_handed_over_wants_someone_who_may_act(task, child, teacher):
    nurse = make_actor(child.classroom.school, role="nurse")
    lead = make_actor(child.classroom.school, role="attendance_lead")
    with pytest.raises(Refused, match="引き継ぐ人"):
        end_task(task=task, status="handed_over", why="", by=teacher, handed_to=nurse.person)
    end_task(task=task, status="handed_over", why="", by=teacher, handed_to=lead.person)


def test_reopen_takes_back_a_persons_end_only(task, teacher):
    end_task(task=task, status="not_needed", why="朝に話した", by=teacher)
    again = reopen_task(task=task, by=teacher)
    assert (again.status, again.why) == ("open", "")
    with pytest.raises(Refused):
        reopen_task(task=again, by=teacher)


@pytest.mark.parametrize("role", ["homeroom", "nurse"])
def test_another_class_or_role_may_not_end_a_task(task, role):
    other = make_actor(make_class(), role=role)
    with pytest.raises(Denied):
        end_task(task=task, status="done", why="", by=other)


def test_anyone_of_the_staff_may_record_a_contact_and_the_audit_holds_no_words(task, child):
    office = make_actor(child.classroom.school, role="office")
    record_contact(pupil=child.pupil, by=office, **CONTACT)
    task.refresh_from_db()
    assert (task.status, task.ended_by) == ("done", "contact")
    event = Event.objects.get(deed="contact.record")
    assert CONTACT["line"] not in str(event.details)


@pytest.mark.parametrize(
    ("way", "reached", "status"),
    [
        ("message", "guardian", "done"),
        ("message", "other", "open"),
        ("call", "guardian", "done"),
        ("letter", "nobody", "open"),
        ("voicemail", "nobody", "open"),
    ],
)
def test_second_day_visit_is_answered_by_any_way_that_reached_the_family(
    child, teacher, at, way, reached, status
):
    with at(19):
        child.days("欠欠")
        record_contact(pupil=child.pupil, by=teacher, **CONTACT | {"way": way, "reached": reached})
    assert (19, "second-day-visit", status) in child.reasons()


@pytest.mark.parametrize("met", ["child_heard", "child_seen"])
def test_a_message_neither_hears_nor_sees_the_child(child, teacher, at, met):
    message = CONTACT | {"way": "message", met: True}
    with at(18), pytest.raises(Refused, match="メッセージ"):
        record_contact(pupil=child.pupil, by=teacher, **message)


def test_contact_of_another_school_is_denied(task, child):
    stranger = make_actor(make_class(), role="principal")
    with pytest.raises(Denied):
        record_contact(pupil=child.pupil, by=stranger, **CONTACT)
    assert not Contact.objects.exists()


def test_contact_says_all_that_is_wrong_at_once(task, child, teacher):
    with pytest.raises(Refused) as refused:
        record_contact(
            pupil=child.pupil,
            by=teacher,
            way="call",
            reached="nobody",
            child_heard=True,
            child_seen=False,
            line="",
        )
    assert len(refused.value.reasons) == 2


@pytest.mark.parametrize("way", ["voicemail", "letter"])
def test_way_that_leaves_word_is_refused_with_someone_reached(task, child, teacher, way):
    with pytest.raises(Refused, match="留守番電話"):
        record_contact(pupil=child.pupil, by=teacher, **{**CONTACT, "way": way})
    task.refresh_from_db()
    assert task.status == "open"


def test_sharing_ends_its_tasks_and_is_reported(child, at):
    lead = make_actor(child.classroom.school, role="attendance_lead")
    manager = make_actor(child.classroom.school, role="principal")
    with at(20):
        child.days("欠欠欠")
        tasks = Task.objects.filter(kind="share")
        facts = {"on": date(2026, 5, 20), "attendees": "", "agenda": {}, "comes": {}}
        facts |= {"does_not": {}, "by": lead}
        facts |= {"pupil": child.pupil}
        draft = share(decided=[], draft=True, **facts)
        assert tasks.get().status == "open"
        with pytest.raises(Refused):
            share(decided=[], **facts)
        share(decided=[Decided("朝は保健室へ", until=date(2026, 5, 25))], sharing=draft, **facts)
        assert tasks.get().status == "done"
        with pytest.raises(Refused, match="校長か教頭"):
            report_sharing(sharing=draft, to=lead.person, by=lead)
        assert draft.reported_to is None
        report_sharing(sharing=draft, to=manager.person, by=lead)
    assert draft.reported_to == manager.person


def test_good_reason_closes_board_run_7_and_ending_it_opens_it_again(child, at):
    lead = make_actor(child.classroom.school, role="attendance_lead")
    with at(26):
        child.days("欠欠欠欠欠欠欠")
        notify = Task.objects.get(kind="notify")
        fact = {"pupil": child.pupil, "first": date(2026, 5, 18), "last": None}
        set_good_reason(kind="supported", note="", by=lead, **fact)
        notify.refresh_from_db()
    assert (notify.status, notify.ended_by) == ("not_needed", "good_reason")


@pytest.mark.parametrize(("last", "closed"), [(18, False), (25, False), (26, True)])
def test_end_span_lets_a_good_reason_hold_through_its_last_day(child, at, last, closed):
    """The board is to be told of the 26th: a reason that ends the day before says nothing of it."""
    lead = make_actor(child.classroom.school, role="attendance_lead")
    with at(26):
        child.days("欠欠欠欠欠欠欠")
        fact = {"pupil": child.pupil, "first": date(2026, 5, 18), "last": None}
        reason = set_good_reason(kind="supported", note="", by=lead, **fact)
        end_span(fact=reason, last=date(2026, 5, last), by=lead)
    reason.refresh_from_db()
    assert reason.last == date(2026, 5, last)
    assert (Task.objects.get(kind="notify").status == "not_needed") is closed


def test_end_span_refuses_a_last_day_before_the_first_and_who_may_not_know(child, at):
    lead = make_actor(child.classroom.school, role="attendance_lead")
    manager = make_actor(child.classroom.school, role="principal")
    with at(20):
        fact = {"pupil": child.pupil, "first": date(2026, 5, 19), "last": None}
        reason = set_good_reason(kind="supported", note="", by=lead, **fact)
        flag = set_protection(by=manager, **fact)
        with pytest.raises(Refused, match="始まりの日より前"):
            end_span(fact=reason, last=date(2026, 5, 18), by=lead)
        with pytest.raises(Denied):
            end_span(fact=flag, last=date(2026, 5, 20), by=lead)
    reason.refresh_from_db()
    flag.refresh_from_db()
    assert (reason.last, flag.last) == (None, None)


def test_rhythm_takes_the_place_of_contact_tasks(child, at):
    lead = make_actor(child.classroom.school, role="attendance_lead")
    with at(19):
        child.days("欠欠")
        set_rhythm(pupil=child.pupil, first=date(2026, 5, 11), last=None, every_days=7, by=lead)
    assert child.reasons() == [(18, "contact-rhythm", "open")]
    assert child.reasons(withdrawn=True)[0][1] == "first-day-call"


@pytest.mark.django_db
@pytest.mark.parametrize(("begin", "closed"), [(2024, True), (2026, False)])
def test_a_fact_over_several_years_is_followed_in_each_of_them(begin, closed):
    """Absent in 2025: a good reason from 2024 on reaches it, one from this year on does not."""
    with freeze(date(2025, 4, 1)):
        room = make_class(pupils=1)
    child = Child(room, pupils_of(room)[0])
    lead = make_actor(room.school, role="attendance_lead")
    with freeze(date(2025, 5, 27)):
        child.days("欠" * 7, date(2025, 5, 19))
    with freeze(date(2026, 5, 20)):
        first = date(begin, 4, 1)
        set_good_reason(
            pupil=child.pupil, first=first, last=None, kind="supported", note="", by=lead
        )
    assert (Task.objects.get(kind="notify").ended_by == "good_reason") is closed


def test_came_is_when_a_task_was_handed_over_or_taken_back(child, at):
    colleague = make_person(child.classroom, role="grade_lead")
    teacher = make_actor(child.classroom)
    with at(18):
        child.days("欠")
        task = Task.objects.get()
    assert (task.noticed.day, task.came.day) == (18, 18)
    with at(20):
        end_task(task=task, status="handed_over", why="", by=teacher, handed_to=colleague)
        assert owed(actor_of(colleague))[0].task.came.day == 20
    with at(21):
        assert reopen_task(task=task, by=teacher).came.day == 21
        end_task(task=task, status="done", why="", by=teacher)
    task.refresh_from_db()
    assert (task.noticed.day, task.came.day) == (18, 21)


def test_protection_is_a_managers_alone(child, at):
    lead = make_actor(child.classroom.school, role="attendance_lead")
    manager = make_actor(child.classroom.school, role="principal")
    with at(26):
        with pytest.raises(Denied):
            set_protection(pupil=child.pupil, first=date(2026, 4, 1), last=None, by=lead)
        child.days("欠欠欠欠欠欠欠")
        set_protection(pupil=child.pupil, first=date(2026, 4, 1), last=None, by=manager)
        tasks = Task.objects.filter(kind="protection")
        assert {r.rule for t in tasks for r in t.reasons.all()} == {
            "protection-run-7",
            "protection-monthly",
        }
        with pytest.raises(Denied):
            end_task(task=tasks[0], status="done", why="", by=lead)
        end_task(task=tasks[0], status="done", why="", by=manager)
        deputy = make_actor(child.classroom.school, role="deputy_head")
        with pytest.raises(Refused, match="引き継ぐ人"):
            end_task(task=tasks[1], status="handed_over", why="", by=manager, handed_to=lead.person)
        end_task(task=tasks[1], status="handed_over", why="", by=manager, handed_to=deputy.person)
        assert tasks[1] in [one.task for one in owed(deputy)]


def test_epidemic_closes_the_whole_class_and_opens_again_what_lies_after_its_new_end(child, at):
    principal = make_actor(child.classroom.school, role="principal")
    other = type(child)(child.classroom, pupils_of(child.classroom)[1])
    with at(21):
        child.days("病病病")
        other.days("病病病")
        days = {"first": date(2026, 5, 18), "by": principal}
        set_epidemic(classroom=child.classroom, last=date(2026, 5, 20), **days)
        contacts = Task.objects.filter(kind="contact")
        assert {t.ended_by for t in contacts} == {"epidemic"}
        shorter = set_epidemic(classroom=child.classroom, last=date(2026, 5, 18), **days)
        still = {(t.pupil_id, t.day.day) for t in contacts.filter(status="open")}
        assert still == {(one.pupil.pk, 19) for one in (child, other)}
        withdraw_epidemic(epidemic=shorter, why="別の学級だった", by=principal)
    assert not contacts.filter(ended_by="epidemic").exists()


def test_notice_over_the_turn_of_the_school_year_closes_and_opens_in_both(child, teacher):
    april = date(2026, 4, 8)
    with freeze(april):
        child.days("欠", first=april)
        notice = set_notice(pupil=child.pupil, kind="hospital", first=date(2026, 3, 20), by=teacher)
        assert child.reasons() == [(8, "first-day-call", "not_needed")]
        end_notice(notice=notice, last=date(2026, 3, 31), by=teacher)
        assert child.reasons() == [(8, "first-day-call", "open")]


def test_notice_taken_back_lets_the_contact_be_owed_again(child, teacher):
    with freeze(date(2026, 5, 20)):
        notice = set_notice(pupil=child.pupil, kind="travel", first=date(2026, 5, 20), by=teacher)
        child.days("欠", first=date(2026, 5, 20))
        assert child.reasons() == [(20, "first-day-call", "not_needed")]
        withdraw_notice(notice=notice, why="別の子の連絡だった", by=teacher)
        assert child.reasons() == [(20, "first-day-call", "open")]


def test_contact_in_april_answers_what_is_open_from_march(child, teacher):
    march, april = date(2026, 3, 23), date(2026, 4, 8)
    with freeze(march):
        room = make_class(child.classroom.school, grade="P2", pupils=0)
        enrol(child.pupil, room, end=march + timedelta(days=8))
        former = type(child)(room, child.pupil)
        former.days("欠", first=march)
        assert former.reasons() == [(23, "first-day-call", "open")]
    with freeze(april):
        record_contact(pupil=child.pupil, by=teacher, **CONTACT)
    assert former.reasons() == [(23, "first-day-call", "done")]
