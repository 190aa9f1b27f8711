"""What was recorded wrongly: taken back, or another in its place."""

from datetime import date

import pytest

from tests.builders import make_actor
from tests.response.test_actions import CONTACT
from tsunagu.access.policy import Denied
from tsunagu.access.refusal import Refused
from tsunagu.audit.models import Event
from tsunagu.response.actions import (
    Decided,
    record_contact,
    share,
    withdraw_contact,
    withdraw_sharing,
)
from tsunagu.response.last_contacts import last_contact
from tsunagu.response.models import Contact, Sharing, Task
from tsunagu.response.queries.reports import unreported

SHARED = {
    "on": date(2026, 5, 20),
    "attendees": "",
    "agenda": {},
    "comes": {},
    "does_not": {},
    "decided": [Decided("見守る", until=date(2026, 5, 25))],
}


@pytest.fixture
def teacher(child):
    return make_actor(child.classroom)


@pytest.fixture
def lead(child):
    return make_actor(child.classroom.school, role="attendance_lead")


def statuses(kind):
    return [t.status for t in Task.objects.filter(kind=kind).order_by("day")]


def test_a_withdrawn_contact_answers_no_task_and_no_day_since_heard(child, at, teacher):
    with at(18):
        child.days("欠")
        contact = record_contact(pupil=child.pupil, by=teacher, **{**CONTACT, "child_heard": True})
        assert statuses("contact") == ["done"]
        assert last_contact(child.pupil.pk).days_since_heard == 0
        withdraw_contact(contact=contact, why="別の子どもの連絡", by=teacher)
        assert statuses("contact") == ["open"]
        assert last_contact(child.pupil.pk).heard is None
    assert (contact.withdrawn_by, contact.withdrawn_why) == (teacher.person, "別の子どもの連絡")
    event = Event.objects.get(deed="record.correct")
    assert (event.kind, event.key, event.details) == (
        "contact",
        str(contact.pk),
        {"withdrawn": True},
    )


def test_what_another_contact_answers_too_keeps_the_hour_of_its_end(child, at, teacher):
    with at(18):
        child.days("欠")
        wrong = record_contact(pupil=child.pupil, by=teacher, **CONTACT)
    with at(19):
        record_contact(pupil=child.pupil, by=teacher, **CONTACT)
        before = Task.objects.get().ended_at
        withdraw_contact(contact=wrong, why="誤り", by=teacher)
    task = Task.objects.get()
    assert (task.status, task.ended_at) == ("done", before)


def test_a_withdrawn_meeting_owes_seeing_the_child_again(child, at, teacher):
    with at(26):
        child.days("欠" * 7)
        met = {**CONTACT, "way": "visit", "reached": "child", "child_seen": True}
        contact = record_contact(pupil=child.pupil, by=teacher, **met)
        assert statuses("see") == ["done"]
        withdraw_contact(contact=contact, why="誤り", by=teacher)
        assert statuses("see") == ["open"]


def test_a_contact_put_right_stands_in_the_others_place(child, at, teacher, lead):
    with at(18):
        child.days("欠")
        wrong = record_contact(pupil=child.pupil, by=teacher, **CONTACT)
        nobody = {**CONTACT, "reached": "nobody"}
        right = record_contact(
            pupil=child.pupil, by=lead, corrects=wrong, why="つながっていなかった", **nobody
        )
        assert statuses("contact") == ["open"]
        assert list(Contact.objects.standing()) == [right]
        wrong.refresh_from_db()
        assert (wrong.line, wrong.replaced_by, wrong.withdrawn_by) == (
            CONTACT["line"],
            right,
            lead.person,
        )
        with pytest.raises(Refused):
            withdraw_contact(contact=wrong, why="もう一度", by=lead)


@pytest.mark.parametrize("role", ["homeroom", "deputy_homeroom", "guidance_lead", "nurse"])
def test_only_the_writer_the_lead_and_managers_correct(child, at, teacher, role):
    with at(18):
        contact = record_contact(pupil=child.pupil, by=teacher, **CONTACT)
        other = make_actor(child.classroom, role=role)
        with pytest.raises(Denied):
            withdraw_contact(contact=contact, why="誤り", by=other)
        with pytest.raises(Refused):
            withdraw_contact(contact=contact, why=" ", by=teacher)
        principal = make_actor(child.classroom.school, role="principal")
        withdraw_contact(contact=contact, why="誤り", by=principal)


def test_a_withdrawn_sharing_gives_its_tasks_back(child, at, lead):
    with at(20):
        child.days("欠欠欠")
        sharing = share(pupil=child.pupil, by=lead, **SHARED)
        assert statuses("share") == ["done"]
        assert unreported(lead).count() == 1
        withdraw_sharing(sharing=sharing, why="別の子どもの話だった", by=lead)
        assert statuses("share") == ["open"]
        assert not unreported(lead).exists()


def test_a_sharing_put_right_takes_over_the_tasks(child, at, lead):
    review = date(2026, 6, 19)
    with at(20):
        child.days("欠欠欠")
        wrong = share(pupil=child.pupil, by=lead, review=review, **SHARED)
        right = share(
            pupil=child.pupil,
            by=lead,
            corrects=wrong,
            why="聞きちがい",
            **{**SHARED, "decided": [Decided("遅い登校を示す", until=date(2026, 5, 25))]},
        )
        assert statuses("share") == ["done"]
        assert list(right.tasks.all()) == list(wrong.tasks.all())
    assert list(Sharing.objects.standing()) == [right]
