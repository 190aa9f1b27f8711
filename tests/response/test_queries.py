"""What is owed, why, the strip of the year and the counts."""

from datetime import date, datetime

import pytest

from tests.builders import (
    add_calendar,
    make_actor,
    make_board,
    make_class,
    make_pupil,
    make_school,
)
from tsunagu.attendance.models import OpeningBalance, RollCall
from tsunagu.attendance.queries import missing_rolls, untaken, untaken_days
from tsunagu.audit.models import Event
from tsunagu.clock import JST, SchoolYear, freeze, today
from tsunagu.org.models import Leave
from tsunagu.response.actions import record_contact, set_freeze, set_protection
from tsunagu.response.models import Task, TaskReason
from tsunagu.response.queries.listing import responses
from tsunagu.response.queries.overview import (
    What,
    count_beforehand,
    counts_by_class,
    counts_by_school,
    pupils_counted,
)
from tsunagu.response.queries.owed import describe, desk, needs_a_hand, owed
from tsunagu.response.queries.strip import pupil_year
from tsunagu.response.queries.unreviewed import unreviewed
from tsunagu.response.queries.why import reasons_of_day, words_of
from tsunagu.school.models import Classroom

DAY = date(2026, 5, 20)


def kinds(found):
    return [one.task.kind for one in found]


def test_owed_is_each_ones_own_work(child, at):
    teacher = make_actor(child.classroom)
    lead = make_actor(child.classroom.school, role="attendance_lead")
    nurse = make_actor(child.classroom.school, role="nurse")
    other = make_actor(make_class(child.classroom.school))
    with at(20):
        child.days("欠欠欠")
        assert kinds(owed(teacher)) == ["contact", "contact"]
        assert kinds(owed(lead)) == ["share"]
        assert owed(nurse) == owed(other) == []


def test_owed_goes_to_the_stand_in_while_the_owner_is_away(child, at):
    teacher = make_actor(child.classroom)
    grade = make_actor(child.classroom, role="grade_lead")
    Leave.objects.create(
        municipality=teacher.municipality, person=teacher.person, first=DAY, last=DAY
    )
    with at(20):
        child.days("欠欠")
        assert owed(teacher) == []
        assert kinds(owed(grade)) == ["contact", "contact"]
    with at(21):
        assert len(owed(teacher)) == 2


def test_needs_a_hand_is_what_is_overdue_with_the_one_before(child, at):
    make_actor(child.classroom)
    lead = make_actor(child.classroom.school, role="attendance_lead")
    with at(18):
        child.days("欠")
        assert needs_a_hand(lead) == []
    with at(19):
        assert [one.overdue for one in needs_a_hand(lead)] == [True]


def test_without_owner_is_shown_to_a_manager(child, at):
    manager = make_actor(child.classroom.school, role="principal")
    with at(18):
        child.days("欠")
        assert desk(manager).without_owner().count() == 1
        make_actor(child.classroom)
        assert desk(manager).without_owner().count() == 0


def test_a_line_shows_number_last_contact_and_days_since_heard_and_seen(child, at):
    teacher = make_actor(child.classroom)
    ill = make_pupil(child.classroom, phone="000-0000-0001")
    child.pupil = ill
    contact = {"pupil": ill, "way": "visit", "reached": "child", "by": teacher, "line": "会えた"}
    with at(20):
        for day, seen in ((11, True), (13, False)):
            at_ = datetime(2026, 5, day, 12, tzinfo=JST)
            record_contact(child_heard=True, child_seen=seen, at=at_, **contact)
        child.days("欠欠")
        line = owed(teacher)[0]
    assert line.guardian.phone == "000-0000-0001"
    assert (line.days_since_heard, line.days_since_seen) == (7, 9)
    assert line.last_contact.at.day == 13


def test_owed_asks_as_often_for_few_as_for_many(child, at, django_assert_num_queries):
    teacher = make_actor(child.classroom)
    with at(20):
        child.days("欠")
        own = desk(teacher)
        with django_assert_num_queries(9):
            describe(own, own.owed())
        for pupil in [make_pupil(child.classroom) for _ in range(5)]:
            child.pupil = pupil
            child.days("欠欠欠")
        own = desk(teacher)
        with django_assert_num_queries(9):
            assert len(describe(own, own.owed())) == 11


def test_why_names_rule_document_page_and_days(child, at):
    with at(20):
        child.days("欠欠欠")
        found = reasons_of_day(child.pupil, SchoolYear(2026), today())
        told = next(one for one in found if one.rule == "share-run-3")
        reason = TaskReason.objects.get(rule="share-run-3")
        days = pupil_year(child.pupil, 2026).behind.days("run", reason.day)
    words = words_of(reason.version)
    assert told.label == words.label == "校内での情報共有（連続3日）"
    assert told.source == words.source
    assert "早期対応マニュアル" in told.source
    assert "6ページ" in told.source
    assert [day.day for day in told.days] == [day.day for day in days] == [18, 19, 20]
    assert (told.run, "owner" in told.ours) == (3, True)


def test_behind_a_day_that_is_not_counted_are_the_days_through_it(child, at):
    """31 May 2026 is a Sunday; the class comes back on Monday, which is not yet of this month."""
    with freeze(date(2026, 6, 3)):
        child.days("欠欠出欠", date(2026, 4, 28))
        child.days("欠欠出欠", date(2026, 5, 28))
        behind = pupil_year(child.pupil, 2026).behind
    end = date(2026, 5, 31)
    assert behind.days("month", end)[-2:] == [date(2026, 5, 28), date(2026, 5, 29)]
    assert {day.month for day in behind.days("month", end)} == {5}
    assert behind.days("run", end) == []
    assert behind.days("day", end) == [end]
    assert behind.days("total", end)[-1] == date(2026, 5, 29)
    assert behind.days("month", date(2026, 4, 30))[0] == date(2026, 4, 28)


def test_strip_tells_every_date_and_todays_counters(child, at):
    with at(21):
        child.days("欠－停欠")
        OpeningBalance.objects.create(
            municipality=child.pupil.municipality,
            pupil=child.pupil,
            day=date(2026, 5, 1),
            absent_days=4,
            credited_days=1,
        )
        year = pupil_year(child.pupil, 2026)
    states = {view.day.day: view.state for view in year.days if view.day.month == 5}
    assert [states[day] for day in (16, 18, 19, 20, 21, 22)] == [
        "no_school",
        "away",
        "untaken",
        "not_counted",
        "away",
        "ahead",
    ]
    assert (year.now.run, year.now.total, year.now.not_come) == (2, 6, 7)
    assert [day.day for day in year.run_days] == [18, 21]
    assert (year.brought_absent, year.brought_credited) == (4, 1)
    assert len(year.days) == 365


def test_listing_prints_a_line_a_reason_and_hides_protection(child, at):
    manager = make_actor(child.classroom.school, role="principal")
    teacher = make_actor(child.classroom)
    with at(26):
        child.days("欠欠欠欠欠欠欠")
        set_protection(pupil=child.pupil, first=date(2026, 4, 1), last=None, by=manager)
        own = responses(manager, 2026)
        others = responses(teacher, 2026)
    assert "protection-run-7" in {line.rule for line in own}
    assert not {line.rule for line in others} & {"protection-run-7", "protection-monthly"}
    assert own[0].rule == "protection-monthly"
    first = others[0]
    assert (first.date, first.rule, first.run, first.total) == (
        "2026-05-18",
        "first-day-call",
        1,
        1,
    )
    assert first.owner == teacher.person.sourced_id
    assert [line.due for line in others if line.rule == "share-run-3"] == ["2026-05-21"]


def test_listing_as_of_a_day_and_with_the_withdrawn(child, at):
    teacher = make_actor(child.classroom)
    with at(20):
        child.days("欠欠欠")
        child.days("欠出欠")
        assert {line.rule for line in responses(teacher, 2026, as_of=date(2026, 5, 19))} == {
            "first-day-call"
        }
        every = responses(teacher, 2026, withdrawn=True)
    assert {line.rule: line.status for line in every}["second-day-visit"] == "withdrawn"


def test_listing_catches_up_with_days_that_nobody_told_of(child, at):
    teacher = make_actor(child.classroom)
    with at(20):
        child.days("欠欠欠")
        TaskReason.objects.all().delete()
        Task.objects.all().delete()
        assert len(responses(teacher, 2026)) == 4


@pytest.fixture
def lead(child):
    return make_actor(child.classroom.school, role="attendance_lead")


def test_counts_by_class_lead_back_to_their_pupils(child, lead, at):
    with at(20):
        child.days("欠欠欠")
        (one,) = counts_by_class(lead, child.classroom.school, DAY)
        found = pupils_counted(lead, What.SHARED, [child.classroom.pk], DAY)
        assert list(found) == [child.pupil]
    tally = one.tally
    assert (tally.enrolled, tally.absent, tally.shared, tally.open) == (2, 1, 1, 3)
    assert (tally.overdue, tally.sheet, tally.long, tally.not_taken) == (2, 0, 0, 0)
    assert tally.untaken_days == 8


def test_handed_over_work_is_owed_still_and_counted(child, lead, at):
    with at(20):
        child.days("欠欠欠")
        shares = Task.objects.filter(pupil=child.pupil, kind="share")
        assert shares.update(status="handed_over", handed_to=lead.person) == 1
        (one,) = counts_by_class(lead, child.classroom.school, DAY)
    assert one.tally.open == 3


def test_absent_counts_nobody_whose_roll_is_not_taken(child, lead, at):
    with at(20):
        child.days("欠欠欠")
        RollCall.objects.filter(classroom=child.classroom, day=DAY).delete()
        (one,) = counts_by_class(lead, child.classroom.school, DAY)
    assert (one.tally.absent, one.tally.not_taken) == (0, 1)


@pytest.mark.parametrize(
    ("days", "run_3", "run_7"),
    [
        ("出出出出出欠欠", 0, 0),
        ("出出出出欠欠欠", 1, 0),
        ("出出欠停欠－欠", 1, 0),
        ("出欠欠欠欠欠欠", 1, 0),
        ("欠欠欠欠欠欠欠", 1, 1),
        ("欠欠欠欠欠欠出", 0, 0),
    ],
)
def test_current_runs_of_3_and_7_open_to_their_pupils(child, lead, at, days, run_3, run_7):
    with at(20):
        child.days(days, date(2026, 5, 12))
        (one,) = counts_by_class(lead, child.classroom.school, DAY)
        assert (one.tally.run_3, one.tally.run_7) == (run_3, run_7)
        for what, n in ((What.RUN_3, run_3), (What.RUN_7, run_7)):
            found = pupils_counted(lead, what, [child.classroom.pk], DAY)
            assert list(found) == [child.pupil] * n


def test_counts_by_school_for_the_board_hold_no_pupils(child, at, django_assert_num_queries):
    city = child.classroom.municipality
    supervisor = make_actor(make_board(city), role="supervisor")
    for _ in range(3):
        make_class(make_school(city), pupils=0)
    with at(20):
        child.days("出欠欠欠", date(2026, 5, 15))
        with django_assert_num_queries(14):
            found = counts_by_school(supervisor, DAY)
        hidden = pupils_counted(supervisor, What.ABSENT, [child.classroom.pk], DAY)
        assert not hidden.exists()
    assert sum(one.tally.absent for one in found) == 1
    assert len(found) == 4
    owing = {one.school for one in found if one.tally.not_taken or one.tally.untaken_days}
    assert owing == {child.classroom.school}


def test_a_city_counted_beforehand_is_not_counted_again(child, at, django_assert_num_queries):
    supervisor = make_actor(make_board(child.classroom.municipality), role="supervisor")
    with at(20):
        child.days("出欠欠欠", date(2026, 5, 15))
        seen = Event.objects.count()
        count_beforehand()
        assert Event.objects.count() == seen
        with django_assert_num_queries(3):
            (found,) = counts_by_school(supervisor, DAY)
        assert found.tally.absent == 1
        child.days("出", date(2026, 5, 20))
        (found,) = counts_by_school(supervisor, DAY)
    assert found.tally.absent == 0


def test_a_class_owes_a_roll_on_the_days_somebody_is_enrolled(child, at):
    """As the list of classes without a roll and the month's end count them."""
    empty = make_class(child.classroom.school, name="空", pupils=0)
    school, city = child.classroom.school, child.classroom.municipality
    head = make_actor(school, role="principal")
    supervisor = make_actor(make_board(city), role="supervisor")
    here = make_pupil(empty).enrolments.get()
    here.begin, here.end = date(2026, 5, 14), date(2026, 5, 19)
    here.save()
    rooms = Classroom.objects.filter(pk=empty.pk)
    for day, not_taken, before in ((13, 0, 0), (14, 1, 0), (18, 1, 2), (19, 0, 3)):
        on = date(2026, 5, day)
        with freeze(on):
            tally = {o.classroom: o.tally for o in counts_by_class(head, school, on)}[empty]
            assert (tally.held, tally.not_taken) == (not_taken, not_taken)
            assert tally.untaken_days == before
            assert (empty.pk in untaken(supervisor, on)) == bool(not_taken)
            (whole,) = counts_by_school(supervisor, on)
            assert whole.tally.not_taken == len(untaken(supervisor, on))
    listed = [day for _, day in untaken_days(rooms, date(2026, 5, 1), date(2026, 5, 31))]
    assert listed == [date(2026, 5, day) for day in (14, 15, 18)]
    owed = missing_rolls(school, date(2026, 5, 1), date(2026, 5, 31))
    assert [day for room, day in owed if room == empty] == listed


def test_unreviewed_at_ten_days_not_come_until_a_review_date_is_set(child, lead, at):
    with at(29):
        child.days("欠" * 9)
        assert unreviewed(desk(lead)) == []
        child.days("欠" * 10)
        (found,) = unreviewed(desk(lead))
        assert (found.enrolment.pupil, found.not_come) == (child.pupil, 10)
        set_freeze(pupil=child.pupil, first=DAY, last=date(2026, 6, 30), by=lead)
        assert unreviewed(desk(lead)) == []


def test_unreviewed_counts_not_come_as_the_pupils_page_does(child, lead, at):
    with at(29):
        child.days("欠" * 11, date(2026, 5, 15))
        assert unreviewed(desk(lead))[0].not_come == 11
        RollCall.objects.get(day=DAY).delete()
        assert (
            unreviewed(desk(lead))[0].not_come == pupil_year(child.pupil, 2026).now.not_come == 10
        )
        add_calendar(child.classroom, date(2026, 5, 21), kind="closed")
        assert unreviewed(desk(lead)) == []


def test_unreviewed_is_seen_by_managers_and_leads_whoever_is_away(child, lead, at):
    room = child.classroom.school
    principal = make_actor(room, role="principal")
    with at(29):
        child.days("欠" * 10)
        guidance, nurse = (make_actor(room, role=r) for r in ("guidance_lead", "nurse"))
        Leave.objects.create(
            municipality=child.classroom.municipality,
            person=lead.person,
            first=today(),
            last=today(),
        )
        for actor in (principal, lead):
            assert [one.enrolment.pupil for one in unreviewed(desk(actor))] == [child.pupil]
        for actor in (guidance, nurse):
            assert unreviewed(desk(actor)) == []
