"""Missing pupils on the screen: whom to ring, who is on it, and how it ends."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.builders import enrol, make_actor, make_class, make_person, pupils_of, roll
from tests.web.school_life import WEDNESDAY, browser_of
from tsunagu.access.enums import RoleKind
from tsunagu.attendance.actions import MarkInput
from tsunagu.attendance.enums import Kind, NoticeKind
from tsunagu.attendance.models import Mark, MissingEnd, Notice
from tsunagu.audit.models import Event
from tsunagu.clock import JST, freeze, now
from tsunagu.response.models import Contact, Task
from tsunagu.school.enums import EnrolmentKind
from tsunagu.school.models import Classroom, Guardian, Pupil

pytestmark = pytest.mark.django_db
MISSING = MarkInput(kind=Kind.MISSING)
NUMBER = "090-0000-0001"


@pytest.fixture
def classroom(db: None) -> Iterator[Classroom]:
    """Pupil 1 is missing since 9:00 on Wednesday; it is 10:30."""
    with freeze(datetime(2026, 5, 20, 9, tzinfo=JST)):
        room = make_class()
        for order, (relation, phone) in enumerate((("母", NUMBER), ("父", "090-0000-0002"))):
            Guardian.objects.create(
                municipality=room.municipality,
                pupil=pupils_of(room)[0],
                name="保護者",
                relation=relation,
                phone=phone,
                order=order,
            )
        roll(room, WEDNESDAY, make_actor(room), n1=MISSING)
    with freeze(datetime(2026, 5, 20, 10, 30, tzinfo=JST)):
        yield room


@pytest.fixture
def child(classroom: Classroom) -> Pupil:
    """The missing pupil."""
    return pupils_of(classroom)[0]


def staff(classroom: Classroom, role: RoleKind) -> Client:
    """A browser signed in as someone in this role at the school."""
    return browser_of(make_person(classroom, role=role))


def post(browser: Client, how: str, **given: str) -> HttpResponse:
    """Send one of the forms about the one who is missing, or was."""
    mark = Mark.objects.get(day=WEDNESDAY)
    return browser.post(reverse("missing-found", args=[mark.pk]), {"how": how, **given})


def said(answer: HttpResponse) -> str:
    """What a page says."""
    return answer.content.decode()


WORD = {"reached": "guardian", "whom": "母", "way": "call", "child": "neither", "reason": "illness"}


def test_word_from_home_is_a_contact_that_answers_the_days_task(
    classroom: Classroom, child: Pupil
) -> None:
    office = staff(classroom, RoleKind.OFFICE)
    (task,) = Task.objects.filter(pupil=child, kind="contact", status="open")
    call = reverse("pupil:contact", args=[child.pk])
    assert call in said(office.get(reverse("call-list")))
    assert post(office, "word", **WORD).status_code == 302
    mark, contact = Mark.objects.get(), Contact.objects.get()
    assert (mark.kind, mark.reason) == ("absent", "illness")
    assert (contact.way, contact.reached, contact.line) == ("call", "guardian", "母と確認。病気")
    assert (contact.child_heard, contact.child_seen) == (False, False)
    task.refresh_from_db()
    assert (task.status, task.ended_by) == ("done", "contact")
    assert call not in said(office.get(reverse("call-list")))
    kinds = Event.objects.filter(pupil=str(child.pk)).values_list("kind", flat=True)
    assert {"missing_end", "contact"} <= set(kinds)
    page = said(staff(classroom, RoleKind.PRINCIPAL).get(reverse("pupil:page", args=[child.pk])))
    end = MissingEnd.objects.get()
    assert end.by is not None
    assert "所在未確認　9:00→10:30、母と確認" in page
    assert end.by.name in page
    assert "電話　保護者" in page


@pytest.mark.parametrize(
    ("given", "heard", "seen"),
    [
        ({"reached": "child", "whom": ""}, True, False),
        ({"reached": "child", "way": "visit"}, True, True),
        ({"reached": "guardian", "child": "seen"}, False, True),
        ({"reached": "child", "way": "message"}, False, False),
    ],
)
def test_word_says_child_heard_and_seen(
    classroom: Classroom, given: dict[str, str], heard: bool, seen: bool
) -> None:
    assert post(staff(classroom, RoleKind.OFFICE), "word", **{**WORD, **given}).status_code == 302
    contact = Contact.objects.get()
    assert (contact.child_heard, contact.child_seen) == (heard, seen)


def test_word_of_somebody_else_ends_missing_but_answers_no_task(
    classroom: Classroom, child: Pupil
) -> None:
    neighbour = {**WORD, "reached": "other", "whom": "近所の人", "line": "家にいる"}
    assert post(staff(classroom, RoleKind.OFFICE), "word", **neighbour).status_code == 302
    assert Contact.objects.get().line == "近所の人と確認。病気。家にいる"
    assert Task.objects.get(pupil=child, kind="contact").status == "open"


@pytest.mark.parametrize(
    ("how", "given", "why"),
    [
        ("word", {**WORD, "whom": ""}, "だれと確認したか"),
        ("word", {**WORD, "way": "message", "child": "seen"}, "どちらもまだ"),
        ("attempt", {"way": "call", "line": ""}, "必須"),
        ("arrived", {"at": "08:59"}, "9:00より前"),
        ("arrived", {"at": "10:31"}, "まだ来ていません"),
        ("arrived", {"at": ""}, "必須"),
    ],
)
def test_what_is_refused_is_said_in_place(
    classroom: Classroom, how: str, given: dict[str, str], why: str
) -> None:
    answer = post(staff(classroom, RoleKind.OFFICE), how, **given)
    assert answer.status_code == 422
    assert why in said(answer).partition("field__error")[2]
    assert Mark.objects.get().kind == "missing"
    assert not Contact.objects.exists()


def test_arrival_stands_in_the_timeline(classroom: Classroom, child: Pupil) -> None:
    office = staff(classroom, RoleKind.OFFICE)
    assert post(office, "arrived", at="10:25").status_code == 302
    page = reverse("pupil:page", args=[child.pk])
    told = said(staff(classroom, RoleKind.PRINCIPAL).get(f"{page}?kind=missing"))
    assert "所在未確認　9:00→10:30、登校" in told
    settled = said(office.get(reverse("missing-found", args=[Mark.objects.get().pk]), follow=True))
    assert f"{child.name}さんの所在は、5月20日（水）10:30に" in settled
    assert "所在のわからない子どもはいません" in settled


def test_attempt_is_shown_with_name_and_time_and_ends_nothing(
    classroom: Classroom, child: Pupil
) -> None:
    office, lead = (staff(classroom, role) for role in (RoleKind.OFFICE, RoleKind.ATTENDANCE_LEAD))
    assert "まだだれも" in said(lead.get(reverse("missing")))
    line = "母 出ず、父へ。家へ向かった"
    assert post(office, "attempt", way="visit", line=line).status_code == 302
    attempt = Contact.objects.get()
    assert (attempt.way, attempt.reached) == ("visit", "nobody")
    page = said(lead.get(reverse("missing")))
    for word in ("10:30", attempt.by.name, line):
        assert word in page
    assert Mark.objects.get().kind == "missing"
    assert Task.objects.get(pupil=child, kind="contact").status == "open"


def test_numbers_are_for_those_who_may_know_them(classroom: Classroom, child: Pupil) -> None:
    Contact.objects.create(
        municipality=classroom.municipality,
        pupil=child,
        at=datetime(2026, 5, 11, 16, tzinfo=JST),
        by=make_person(classroom),
        way="visit",
        reached="child",
        line="図工の話をした",
    )
    record, mark = reverse("pupil:page", args=[child.pk]), Mark.objects.get()
    addresses = (reverse("missing"), reverse("missing-found", args=[mark.pk]))
    for address in addresses:
        office = said(staff(classroom, RoleKind.OFFICE).get(address))
        assert office.index("tel:09000000001") < office.index("tel:09000000002")
        assert "5月11日（月）　家庭訪問、本人" in office
        assert "図工" not in office
        assert record not in office
        nurse = said(staff(classroom, RoleKind.NURSE).get(address))
        assert record in nurse
        assert "tel:" not in nurse
        assert "家庭訪問、本人" not in nurse
    looks = Event.objects.filter(kind="missing", details__look=True)
    assert [(look.deed, look.pupil) for look in looks] == [("guardian.see", str(child.pk))]
    for stranger in (make_class(), guest_room(classroom, child)):
        browser = browser_of(make_person(stranger))
        assert child.name not in said(browser.get(addresses[0]))
        assert browser.get(addresses[1]).status_code == 404


def guest_room(classroom: Classroom, child: Pupil) -> Classroom:
    """A class of the school to which the child comes in exchange."""
    room = make_class(classroom.school, name="交流")
    enrol(child, room, kind=EnrolmentKind.EXCHANGE)
    return room


def test_no_number_where_nobody_rings_the_home(classroom: Classroom, child: Pupil) -> None:
    Notice.objects.create(
        municipality=classroom.municipality,
        pupil=child,
        kind=NoticeKind.PROTECTION,
        first=WEDNESDAY,
        at=now(),
    )
    page = said(staff(classroom, RoleKind.OFFICE).get(reverse("missing")))
    assert "家庭への電話や訪問をしません" in page
    assert "tel:" not in page


def test_missing_asks_the_database_as_often_for_three_as_for_one(classroom: Classroom) -> None:
    office = staff(classroom, RoleKind.OFFICE)
    counts = []
    for _ in range(2):
        office.get(reverse("missing"))
        with CaptureQueriesContext(connection) as seen:
            office.get(reverse("missing"))
        counts.append(len(seen))
        roll(classroom, WEDNESDAY, make_actor(classroom), n1=MISSING, n2=MISSING, n3=MISSING)
    assert counts[0] == counts[1]


def test_missing_answers_a_poll_with_the_list_alone_and_the_unknown_with_404(
    classroom: Classroom,
) -> None:
    office = staff(classroom, RoleKind.OFFICE)
    assert "<html" not in said(office.get("/missing/", headers={"HX-Request": "true"}))
    assert office.get(reverse("missing-found", args=[UUID(int=1)])).status_code == 404
