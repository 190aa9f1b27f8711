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
CLASHES = re.compile(r'<th scope="row">(.*)</th>\s+<td><label class="choice"><input type="radio"')
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
    assert CLASHES.findall(answer) == [f"9 {exchange.guest.name}"]
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
def test_shown_before_the_first_roll_what_others_entered_is_kept(
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
    assert exchange.save(teacher, exchange.home, form).startswith("302")
    assert exchange.mark() == entered
    assert RollCall.objects.filter(classroom=exchange.home).exists()


def test_shown_is_kept_by_a_form_that_was_refused(exchange: Exchange, client: Client) -> None:
    teacher = signed_in(client, make_person(exchange.room))
    form = exchange.form(teacher, exchange.room)
    roll(exchange.room, WEDNESDAY, make_actor(exchange.room), n1=ABSENT)
    one, two, _ = (pupil.pk for pupil in pupils_of(exchange.room))
    groundless = {**form, f"kind-{two}": "suspended"}
    refused = exchange.save(teacher, exchange.room, groundless)
    assert refused.startswith("422")
    again = {**groundless, **dict(HIDDEN.findall(refused)), f"ground-{two}": "health"}
    assert exchange.save(teacher, exchange.room, again).startswith("302")
    assert dict(Mark.objects.values_list("pupil", "kind")) == {one: "absent", two: "suspended"}


def test_shown_lines_that_do_not_overlap_are_put_together(
    exchange: Exchange, client: Client
) -> None:
    teacher = signed_in(client, make_person(exchange.room))
    one, two, three = (pupil.pk for pupil in pupils_of(exchange.room))
    roll(exchange.room, WEDNESDAY, make_actor(exchange.room), n3=MarkInput(late=True))
    form = exchange.form(teacher, exchange.room) | {f"late-{three}": "on"}
    roll(exchange.room, WEDNESDAY, make_actor(exchange.room), n2=ABSENT, n3=MarkInput(late=True))
    address = reverse("roll", args=[exchange.room.pk, WEDNESDAY])
    page = teacher.post(address, {**form, f"kind-{one}": "absent"}, follow=True).content.decode()
    assert "ほかの人が入れた1人は、そのまま残しました" in page
    assert dict(Mark.objects.values_list("pupil", "note")) == {one: "", two: "せき", three: ""}


@pytest.mark.parametrize(("answered", "stands"), [("theirs", "病気"), ("mine", "家庭の都合")])
def test_shown_and_changed_by_both_is_asked_child_by_child(
    exchange: Exchange, client: Client, answered: str, stands: str
) -> None:
    teacher = signed_in(client, make_person(exchange.room))
    one, two, three = (pupil.pk for pupil in pupils_of(exchange.room))
    form = exchange.form(teacher, exchange.room)
    form |= {f"kind-{one}": "absent", f"reason-{one}": "family", f"kind-{two}": "absent"}
    roll(exchange.room, WEDNESDAY, make_actor(exchange.room), n1=ABSENT, n3=ABSENT)
    answer = exchange.save(teacher, exchange.room, form)
    assert answer.startswith("409")
    assert CLASHES.findall(answer) == [f"1 {pupils_of(exchange.room)[0].name}"]
    assert not Mark.objects.filter(pupil=two).exists()
    again = dict(HIDDEN.findall(answer)) | dict(CHOSEN.findall(answer.partition("<form")[2]))
    again[f"take-{one}"] = answered
    assert exchange.save(teacher, exchange.room, again).startswith("302")
    assert Mark.objects.get(pupil=one).get_reason_display() == stands
    assert {mark.pupil_id for mark in Mark.objects.all()} == {one, two, three}


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
