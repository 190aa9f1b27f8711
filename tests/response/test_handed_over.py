"""A task handed over is owed still: by that person, or by who stands in for them."""

from datetime import date

import pytest

from tests.builders import make_actor, make_class, make_person
from tsunagu.access.actor import actor_of
from tsunagu.access.models import Role
from tsunagu.clock import freeze
from tsunagu.org.models import Leave
from tsunagu.response.actions import end_task, record_contact, set_good_reason
from tsunagu.response.models import Task
from tsunagu.response.queries.listing import responses
from tsunagu.response.queries.owed import desk, needs_a_hand, owed
from tsunagu.response.staff import StaffBook


@pytest.fixture
def people(child):
    """A teacher and those who may stand in, by their role."""
    room, school = child.classroom, child.classroom.school
    places = {"homeroom": room, "grade_lead": room, "attendance_lead": school, "principal": school}
    return {role: make_actor(place, role=role) for role, place in places.items()}


def hand_over(task, people, to, by="homeroom"):
    task = Task.objects.get(pk=task.pk)
    return end_task(
        task=task, status="handed_over", why="出張", by=people[by], handed_to=people[to].person
    )


def who_owes(people, what=owed):
    return [role for role, actor in people.items() if what(actor)]


@pytest.mark.parametrize(
    ("to", "away", "stand_in"),
    [
        ("grade_lead", "leave", "attendance_lead"),
        ("attendance_lead", "leave", "principal"),
        ("principal", "leave", "homeroom"),
        ("grade_lead", "role", "homeroom"),
        ("attendance_lead", "role", "homeroom"),
        ("grade_lead", "left", "homeroom"),
    ],
)
def test_stand_in_answers_for_what_was_handed_over_to_who_is_away(
    child, people, at, to, away, stand_in
):
    person = people[to].person
    with at(18):
        child.days("欠")
        hand_over(Task.objects.get(), people, to)
        assert who_owes(people) == [to]
    if away == "leave":
        day = date(2026, 5, 19)
        Leave.objects.create(municipality=person.municipality, person=person, first=day, last=day)
    elif away == "role":
        Role.objects.filter(person=person).update(last=date(2026, 5, 18))
    else:
        person.active = False
        person.save()
    with at(19):
        now = {role: actor_of(actor.person) for role, actor in people.items()}
        assert who_owes(now) == [stand_in]
        (line,) = owed(now[stand_in])
        assert (line.owner, line.overdue) == (now[stand_in].person, True)
        (listed,) = responses(now["principal"], 2026)
        assert listed.owner == now[stand_in].person.sourced_id
    if away == "leave":
        with at(20):
            assert who_owes(people) == [to]


def test_needs_a_hand_shows_what_was_handed_over_and_is_overdue_to_the_next(child, people, at):
    with at(18):
        child.days("欠")
        hand_over(Task.objects.get(), people, "grade_lead")
        assert who_owes(people, needs_a_hand) == []
    with at(19):
        assert who_owes(people, needs_a_hand) == ["attendance_lead"]
        (line,) = needs_a_hand(people["attendance_lead"])
        assert (line.owner, line.overdue) == (people["grade_lead"].person, True)
        assert not desk(people["principal"]).without_owner().exists()


def test_stand_in_of_who_is_in_no_chain_begins_at_the_owner(child, people):
    room = child.classroom
    guide = make_person(room.school, role="guidance_lead")
    other = make_person(make_class(room.school), role="homeroom")
    book = StaffBook.of([room.school_id], date(2026, 5, 18))
    teacher = people["homeroom"].person
    assert book.responsible("homeroom", room, guide.pk) == guide
    assert book.next_in_line("homeroom", room, guide.pk) == teacher
    assert book.responsible("homeroom", room, other.pk) == teacher
    book.away = set(book.people)
    assert book.responsible("homeroom", room, guide.pk) == people["principal"].person


@pytest.mark.parametrize("by", ["homeroom", "grade_lead", "attendance_lead"])
def test_contact_closes_what_was_handed_over_whoever_made_it(child, people, at, by):
    contact = {"pupil": child.pupil, "way": "call", "child_heard": True, "child_seen": False}
    with at(18):
        child.days("欠")
        task = hand_over(Task.objects.get(), people, "grade_lead")
        record_contact(
            reached="nobody", **contact | {"child_heard": False}, line="留守", by=people[by]
        )
        assert who_owes(people) == ["grade_lead"]
        record_contact(reached="child", **contact, line="元気", by=people[by])
        assert who_owes(people) == []
        task.refresh_from_db()
        assert (task.status, task.ended_by) == ("done", "contact")
        assert not child.reconcile()


def test_contact_closes_what_was_handed_over_last_school_year(child, people, at):
    contact = {"pupil": child.pupil, "way": "call", "child_heard": True, "child_seen": False}
    with at(18):
        child.days("欠")
        task = hand_over(Task.objects.get(), people, "attendance_lead")
    with freeze(date(2027, 4, 12)):
        record_contact(reached="child", **contact, line="元気", by=people["principal"])
    task.refresh_from_db()
    assert (task.status, task.ended_by) == ("done", "contact")


def test_good_reason_closes_what_was_handed_over_and_its_end_brings_it_back(child, people, at):
    people["deputy_head"] = make_actor(child.classroom.school, role="deputy_head")
    first, by = date(2026, 5, 18), people["principal"]
    with at(26):
        child.days("欠欠欠欠欠欠欠")
        task = hand_over(Task.objects.get(kind="notify"), people, "deputy_head", "principal")
        reason = set_good_reason(
            pupil=child.pupil, first=first, last=None, kind="doctor", note="", by=by
        )
        task.refresh_from_db()
        assert (task.status, task.ended_by) == ("not_needed", "good_reason")
        reason.delete()
        child.reconcile()
        task.refresh_from_db()
        assert (task.status, task.ended_by, task.why) == ("handed_over", "person", "出張")
