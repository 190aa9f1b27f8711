"""What a roll's form showed (`shown`): nothing that another entered meanwhile is lost."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.builders import add_calendar, enrol, make_actor, make_class, make_person, pupils_of, roll
from tests.web.cast import signed_in
from tsunagu.access.enums import RoleKind
from tsunagu.attendance.actions import MarkInput, Refused, suspend, take_roll
from tsunagu.attendance.enums import Kind
from tsunagu.attendance.inputs import Shown, digest_of
from tsunagu.attendance.models import Mark, RollCall
from tsunagu.clock import freeze
from tsunagu.school.enums import CalendarKind, EnrolmentKind
from tsunagu.school.models import Classroom, Pupil

pytestmark = pytest.mark.django_db
TUESDAY, WEDNESDAY = date(2026, 5, 19), date(2026, 5, 20)
ABSENT = MarkInput(kind=Kind.ABSENT, reason="illness", note="せき")
HIDDEN = re.compile(r'name="(seen|shown[\w-]*)" value="(\w+)"')
CHOSEN = re.compile(r'name="([\w-]+)" value="(\w+)" checked')


@dataclass
class Exchange:
    """A class with a guest, whose home is a class of one."""

    room: Classroom
    home: Classroom
    guest: Pupil

    def form(self, browser: Client, classroom: Classroom, day: date = WEDNESDAY) -> dict[str, str]:
        """What a browser posts that opened the roll and touched nothing."""
        page = browser.get(reverse("roll", args=[classroom.pk, day])).content.decode()
        return dict(HIDDEN.findall(page)) | dict(CHOSEN.findall(page))

    def save(self, browser: Client, classroom: Classroom, form: dict[str, str]) -> str:
        """The answer's status and page after saving."""
        answer = browser.post(reverse("roll", args=[classroom.pk, WEDNESDAY]), form)
        return f"{answer.status_code} {answer.content.decode()}"

    def mark(self) -> str:
        """The guest's kind on record."""
        return "".join(Mark.objects.filter(pupil=self.guest).values_list("kind", flat=True))


@pytest.fixture
def exchange() -> Iterator[Exchange]:
    """On a Wednesday."""
    with freeze(WEDNESDAY):
        room = make_class()
        home = make_class(room.school, name="あおぞら", pupils=1)
        guest = pupils_of(home)[0]
        enrol(guest, room, number=9, kind=EnrolmentKind.EXCHANGE)
        yield Exchange(room, home, guest)


@pytest.mark.parametrize("taken_before", [False, True])
def test_shown_guest_marked_at_home_meanwhile_is_not_deleted(
    exchange: Exchange, client: Client, taken_before: bool
) -> None:
    teacher = signed_in(client, make_person(exchange.room, role=RoleKind.EXCHANGE_TEACHER))
    if taken_before:
        roll(exchange.room, WEDNESDAY, make_actor(exchange.room))
    form = exchange.form(teacher, exchange.room)
    roll(exchange.home, WEDNESDAY, make_actor(exchange.home), n1=ABSENT)
    changed = {**form, f"late-{exchange.guest.pk}": "on"}
    answer = exchange.save(teacher, exchange.room, changed)
    assert answer.startswith("409")
    assert "ほかの人が先に保存しました" in answer
    assert f"9 {exchange.guest.name}</th><td>遅刻</td><td>欠席</td>" in answer
    assert exchange.mark() == "absent"
    known = {**form, **dict(HIDDEN.findall(answer))}
    assert exchange.save(teacher, exchange.room, known).startswith("302")
    assert exchange.mark() == ""


def test_shown_guest_left_alone_stays_as_the_home_class_says_meanwhile(
    exchange: Exchange, client: Client
) -> None:
    teacher = signed_in(client, make_person(exchange.room, role=RoleKind.EXCHANGE_TEACHER))
    form = exchange.form(teacher, exchange.room)
    roll(exchange.home, WEDNESDAY, make_actor(exchange.home), n1=ABSENT)
    form[f"kind-{pupils_of(exchange.room)[0].pk}"] = "absent"
    assert exchange.save(teacher, exchange.room, form).startswith("302")
    assert exchange.mark() == "absent"


@pytest.mark.parametrize("entered", ["suspended", "absent"])
def test_shown_before_the_first_roll_what_others_entered_is_not_deleted(
    exchange: Exchange, client: Client, entered: str
) -> None:
    teacher = signed_in(client, make_person(exchange.home))
    form = exchange.form(teacher, exchange.home)
    if entered == "suspended":
        nurse = make_actor(exchange.home.school, role=RoleKind.NURSE)
        days = {"first": WEDNESDAY, "last": WEDNESDAY}
        suspend(pupil=exchange.guest, kind=entered, ground="health", by=nurse, **days)
    else:
        marks = {exchange.guest.pk: ABSENT}
        take_roll(classroom=exchange.room, day=WEDNESDAY, marks=marks, by=make_actor(exchange.room))
    answer = exchange.save(teacher, exchange.home, form)
    assert answer.startswith("409")
    assert "data-untaken" in answer
    assert exchange.mark() == entered
    fresh = exchange.form(teacher, exchange.home)
    fresh[f"ground-{exchange.guest.pk}"] = "health"
    assert exchange.save(teacher, exchange.home, fresh).startswith("302")
    assert exchange.mark() == entered


def test_shown_is_kept_by_a_form_that_was_refused(exchange: Exchange, client: Client) -> None:
    teacher = signed_in(client, make_person(exchange.room))
    form = exchange.form(teacher, exchange.room)
    roll(exchange.room, WEDNESDAY, make_actor(exchange.room), n1=ABSENT)
    one, two, _ = (pupil.pk for pupil in pupils_of(exchange.room))
    groundless = {**form, f"kind-{two}": "suspended"}
    refused = exchange.save(teacher, exchange.room, groundless)
    assert refused.startswith("422")
    again = {**groundless, **dict(HIDDEN.findall(refused)), f"ground-{two}": "health"}
    assert exchange.save(teacher, exchange.room, again).startswith("409")
    assert Mark.objects.get().pupil_id == one


def test_shown_posted_twice_changes_nothing_and_reads_as_nothing(
    exchange: Exchange, client: Client
) -> None:
    teacher = signed_in(client, make_person(exchange.room))
    form = exchange.form(teacher, exchange.room)
    form[f"kind-{exchange.guest.pk}"] = form[f"kind-{pupils_of(exchange.room)[0].pk}"] = "absent"
    for _ in range(2):
        assert exchange.save(teacher, exchange.room, form).startswith("302")
    assert RollCall.objects.get().version == 1
    assert exchange.mark() == "absent"
    assert re.fullmatch("[0-9a-f]{32}", exchange.form(teacher, exchange.room)["shown"])
    key = exchange.guest.pk
    told = [MarkInput(), ABSENT, MarkInput(kind=Kind.ABSENT, reason="illness", note="せきと熱")]
    assert len({digest_of({key: mark}) for mark in told} | {digest_of({})}) == 4


def test_shown_needs_no_query_more(exchange: Exchange) -> None:
    asked = []
    for room, shown in ((exchange.room, Shown(digest_of({}))), (make_class(), None)):
        teacher, marks = make_actor(room), {pupils_of(room)[0].pk: ABSENT}
        with CaptureQueriesContext(connection) as seen:
            take_roll(classroom=room, day=WEDNESDAY, marks=marks, by=teacher, seen=0, shown=shown)
        asked.append(len(seen))
    assert asked[0] == asked[1]


def test_a_guests_past_day_is_corrected_at_home_only(exchange: Exchange, client: Client) -> None:
    by = make_actor(exchange.room)
    roll(exchange.home, TUESDAY, make_actor(exchange.home), n1=ABSENT)
    page = signed_in(client, make_person(exchange.room)).get(
        reverse("roll", args=[exchange.room.pk, TUESDAY])
    )
    assert str(exchange.guest.pk) not in page.content.decode()
    assert "交流の子どもの過ぎた日の出欠は、在籍学級で訂正します" in page.content.decode()
    said = {exchange.guest.pk: MarkInput()}
    with pytest.raises(Refused, match="在籍学級で理由を添えて訂正します"):
        take_roll(classroom=exchange.room, day=TUESDAY, marks=said, by=by, why="入力もれ")
    assert exchange.mark() == "absent"
    take_roll(classroom=exchange.room, day=TUESDAY, marks={}, by=by, why="入力もれ")
    assert exchange.mark() == "absent"


def test_a_guest_is_not_marked_on_a_day_closed_to_the_home_class(exchange: Exchange) -> None:
    add_calendar(exchange.home, WEDNESDAY, kind=CalendarKind.CLOSED)
    marks = {exchange.guest.pk: ABSENT}
    with pytest.raises(Refused, match="あおぞらの学級閉鎖の日です"):
        take_roll(classroom=exchange.room, day=WEDNESDAY, marks=marks, by=make_actor(exchange.room))
