"""Tasks follow from the days; what a person did stays."""

from datetime import date

import pytest

from tests.builders import add_calendar, enrol, make_actor, make_class, make_school
from tsunagu.attendance.actions import MarkInput, correct_day, take_roll
from tsunagu.clock import freeze
from tsunagu.response.actions import (
    catch_up,
    end_task,
    record_contact,
    set_freeze,
    set_rhythm,
    withdraw_freeze,
)
from tsunagu.response.models import Task, TaskReason
from tsunagu.response.queries.owed import owed

WEEK = [
    (18, "first-day-call", "open"),
    (19, "second-day-visit", "open"),
    (20, "principal-run-3", "open"),
    (20, "share-run-3", "open"),
]


def test_a_week_of_absence_opens_a_task_a_day(child, at):
    with at(20):
        assert child.days("欠欠欠").opened == 3
    assert child.reasons() == WEEK
    visit = Task.objects.get(day__day=19)
    assert (visit.kind, visit.way, visit.owner) == ("contact", "visit", "homeroom")


def test_reasons_of_one_kind_and_day_are_one_task(child, at):
    with at(20):
        child.days("欠欠欠")
    tasks = Task.objects.filter(kind="share")
    assert tasks.count() == 1
    assert tasks.get().reasons.count() == 2


def test_reconciling_twice_changes_nothing(child, at):
    with at(20):
        child.days("欠欠欠")
        assert not child.reconcile()


def test_a_correction_withdraws_with_its_cause_and_back_gives_the_first_answer(child, at):
    with at(21):
        child.days("欠欠欠")
        child.days("欠出欠")
        assert child.reasons() == [
            (18, "first-day-call", "open"),
            (20, "intermittent-contact", "open"),
        ]
        share = Task.objects.get(kind="share")
        assert (share.status, share.ended_by) == ("withdrawn", "corrected")
        child.days("欠欠欠")
        assert child.reasons() == WEEK


def test_a_moved_threshold_moves_its_open_task_and_never_doubles_it(child):
    with freeze(child.monday.replace(day=28)):
        child.days("欠出欠出欠出欠出欠")
        child.days("欠出欠出出", child.monday.replace(day=11))
        before = Task.objects.get(reasons__rule="share-total-7", reasons__withdrawn=False)
        assert before.day.day == 28
        child.days("欠", child.monday.replace(day=15))
        after = Task.objects.get(reasons__rule="share-total-7", reasons__withdrawn=False)
    assert (after.pk, after.day.day) == (before.pk, 26)
    assert TaskReason.objects.filter(rule="share-total-7").count() == 1


def test_an_answered_task_takes_over_the_moved_reason(child):
    lead = make_actor(child.classroom, role="attendance_lead")
    with freeze(child.monday.replace(day=28)):
        child.days("欠出欠出欠出欠出欠")
        child.days("欠出欠出出", child.monday.replace(day=11))
        task = Task.objects.get(reasons__rule="share-total-7")
        end_task(task=task, status="done", why="", by=lead)
        child.days("欠", child.monday.replace(day=15))
        reason = TaskReason.objects.get(rule="share-total-7")
    assert (reason.task_id, reason.day.day) == (task.pk, 26)
    assert Task.objects.filter(kind="share").count() == 1


def test_an_answered_task_stays_with_a_remark_when_its_reason_goes(child, at):
    teacher = make_actor(child.classroom)
    with at(18):
        child.days("欠")
        end_task(task=Task.objects.get(), status="done", why="", by=teacher)
    with at(19):
        child.days("出")
    task = Task.objects.get()
    assert task.status == "done"
    assert "出欠の訂正" in task.remark


def test_a_review_date_names_itself_and_leaves_what_was_done_alone(child, at):
    lead = make_actor(child.classroom, role="attendance_lead")
    review = {"pupil": child.pupil, "last": date(2026, 6, 19), "by": lead}
    with at(20):
        child.days("欠欠欠")
        share = Task.objects.get(kind="share")
        fact = set_freeze(**review, first=share.day)
        share.refresh_from_db()
        assert (share.status, share.ended_by, share.remark) == ("withdrawn", "review", "")
        withdraw_freeze(fact=fact, by=lead)
        share.refresh_from_db()
        assert (share.status, share.ended_by) == ("open", "")
        end_task(task=share, status="done", why="", by=lead)
        set_freeze(**review, first=share.day)
        share.refresh_from_db()
        assert (share.status, share.remark) == ("done", "")
        child.days("欠欠出")
        share.refresh_from_db()
    assert "出欠の訂正" in share.remark


def test_an_agreed_rhythm_names_itself_where_a_contact_was_not_needed(child, at):
    lead = make_actor(child.classroom, role="attendance_lead")
    with at(19):
        child.days("欠欠")
        call, visit = Task.objects.order_by("day")
        end_task(task=call, status="not_needed", why="祖母から聞いた", by=lead)
        set_rhythm(pupil=child.pupil, first=call.day, last=None, every_days=7, by=lead)
        call.refresh_from_db()
        visit.refresh_from_db()
    assert "連絡の間隔を約束したため" in call.remark
    assert (visit.status, visit.ended_by) == ("withdrawn", "rhythm")


def test_lapsed_only_contacts_more_than_five_school_days_back(child, at):
    with at(25):
        child.days("欠欠欠")
        assert child.reasons()[0] == (18, "first-day-call", "open")
    with at(26):
        child.days("欠欠", child.monday.replace(day=11))
    late = [(day, rule, status) for day, rule, status in child.reasons() if day < 18]
    assert late == [(11, "first-day-call", "lapsed"), (12, "second-day-visit", "lapsed")]
    assert ("principal-run-3", "open") in [(rule, status) for _, rule, status in child.reasons()]


def test_lapse_counts_the_class_days_alone(child, at):
    add_calendar(child.classroom, child.monday.replace(day=19), child.monday.replace(day=22))
    with at(29):
        child.days("欠")
    assert child.reasons() == [(18, "first-day-call", "open")]


def test_a_contact_that_reached_the_family_answers_every_open_contact(child, at):
    teacher = make_actor(child.classroom)
    with at(19):
        child.days("欠欠")
        record_contact(
            pupil=child.pupil,
            way="call",
            reached="guardian",
            child_heard=False,
            child_seen=False,
            line="熱は下がった",
            by=teacher,
        )
    assert [status for _, _, status in child.reasons()] == ["done", "done"]


def test_an_attempt_answers_nothing(child, at):
    teacher = make_actor(child.classroom)
    with at(18):
        child.days("欠")
        record_contact(
            pupil=child.pupil,
            way="call",
            reached="nobody",
            child_heard=False,
            child_seen=False,
            line="留守番電話",
            by=teacher,
        )
    assert child.reasons() == [(18, "first-day-call", "open")]


def test_what_was_handed_over_stays_so_within_the_school_and_is_open_at_another(child, at):
    old = child.classroom
    beside = make_class(old.school, pupils=0)
    new = make_class(make_school(old.municipality), pupils=0)
    lead = make_actor(old.school, role="attendance_lead")
    year = {"municipality": old.municipality, "school_year": 2026}
    with at(18):
        child.days("欠")
        task = Task.objects.get()
        own = make_actor(old)
        end_task(task=task, status="handed_over", why="", by=own, handed_to=lead.person)
    for day, before, room in ((19, old, beside), (20, beside, new)):
        before.enrolments.filter(pupil=child.pupil).update(end=date(2026, 5, day))
        enrol(child.pupil, room, begin=date(2026, 5, day))
    with at(19):
        assert catch_up(**year) == 1
        (line,) = owed(lead)
        assert (line.task, line.classroom, line.task.came.day) == (task, beside, 18)
    with at(20):
        assert catch_up(**year) == 1
        assert not owed(lead)
        assert [one.task for one in owed(make_actor(new))] == [task]
        task.refresh_from_db()
        assert (task.status, task.school_id, task.handed_to) == ("open", new.school_id, None)
        assert (task.came.day, task.ended_person, task.ended_by) == (20, None, "")
        assert catch_up(**year) == 0
        assert not child.reconcile()


def test_open_work_goes_along_to_the_new_class_and_what_has_ended_stays(child, at):
    old, new = child.classroom, make_class(make_school(child.classroom.municipality), pupils=0)
    with at(18):
        child.days("欠")
        end_task(task=Task.objects.get(), status="done", why="", by=make_actor(old))
    with at(20):
        child.days("欠欠欠")
        old.enrolments.filter(pupil=child.pupil).update(end=date(2026, 5, 21))
        enrol(child.pupil, new, begin=date(2026, 5, 21))
        child.reconcile()
        assert not Task.objects.filter(classroom=new).exists()
    with at(21):
        year = {"municipality": old.municipality, "school_year": 2026}
        assert catch_up(**year) == 1
        owed = Task.objects.open()
        assert owed.count() == 2
        assert {(t.classroom, t.school_id) for t in owed} == {(new, new.school_id)}
        assert Task.objects.get(status="done").classroom == old
        assert catch_up(**year) == 0
        assert not child.reconcile()


@pytest.mark.parametrize(
    ("mark", "status", "ended_by"),
    [
        (None, "done", "back"),
        (MarkInput(kind="present", place="nurse_room", late=True), "done", "back"),
        (MarkInput(kind="absent"), "open", ""),
        (MarkInput(kind="absent", place="support_centre"), "open", ""),
        (MarkInput(kind="suspended", ground="health"), "open", ""),
    ],
)
def test_see_child_run_7_closes_by_itself_on_a_day_back_at_school(
    child, at, mark, status, ended_by
):
    teacher = make_actor(child.classroom)
    with at(26):
        child.days("欠欠欠欠欠欠欠")
        see = Task.objects.get(kind="see")
        assert see.status == "open"
    with at(27):
        marks = {child.pupil.pk: mark} if mark else {}
        take_roll(classroom=child.classroom, day=date(2026, 5, 27), marks=marks, by=teacher)
        see.refresh_from_db()
        assert (see.status, see.ended_by) == (status, ended_by)
        assert not child.reconcile()


def test_see_child_run_7_opens_again_when_the_day_back_was_an_error(child, at):
    teacher = make_actor(child.classroom)
    same = {"pupil": child.pupil, "day": date(2026, 5, 27), "by": teacher}
    with at(26):
        child.days("出欠欠欠欠欠欠", first=date(2026, 5, 15))
    with at(27):
        child.days("欠出", first=date(2026, 5, 26))
        see = Task.objects.get(kind="see")
        assert see.ended_by == "back"
        correct_day(**same, mark=MarkInput(kind="absent"), why="別の子だった")
        see.refresh_from_db()
        assert (see.status, see.ended_by) == ("open", "")
        correct_day(**same, mark=None, why="やはり来ていた")
        see.refresh_from_db()
        assert (see.status, see.ended_by) == ("done", "back")
