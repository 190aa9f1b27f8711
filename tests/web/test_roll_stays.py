"""A day's stays – place, from, to, `watched_by` – beneath its one place."""

from dataclasses import replace
from datetime import date, time

import pytest
from django.test import Client
from django.urls import reverse

from tests.builders import make_actor, make_class, make_person, pupils_of, roll
from tests.web.cast import signed_in
from tsunagu.access.enums import RoleKind
from tsunagu.attendance.actions import MarkInput, StayInput, correct_day, set_stays, take_roll
from tsunagu.attendance.models import Correction, Mark, Stay
from tsunagu.audit.models import Event
from tsunagu.clock import freeze
from tsunagu.school.models import Classroom

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
TUESDAY, WEDNESDAY = date(2026, 5, 19), date(2026, 5, 20)


@pytest.fixture
def classroom() -> Classroom:
    """Three pupils, their roll taken on Tuesday and Wednesday."""
    room = make_class()
    teacher = make_actor(room)
    with freeze(TUESDAY):
        roll(room, TUESDAY, teacher)
    roll(room, WEDNESDAY, teacher, n2=MarkInput(kind="suspended", ground="health"))
    return room


def address(classroom: Classroom, day: date = WEDNESDAY, number: int = 1) -> str:
    """A pupil's page of stays."""
    return reverse("roll-stays", args=[classroom.pk, day, pupils_of(classroom)[number - 1].pk])


def lines(*given: tuple[str, str, str, str]) -> dict[str, str]:
    """The form's lines."""
    names = ("place", "begin", "end", "watched_by")
    return {
        f"stay-{number}-{name}": value
        for number, line in enumerate(given)
        for name, value in zip(names, line, strict=True)
    }


MORNING = lines(
    ("nurse_room", "09:00", "10:00", "山田"), ("separate_room", "10:00", "14:00", "佐藤")
)


def test_the_longest_of_the_stays_gives_the_place(classroom: Classroom, client: Client) -> None:
    teacher = signed_in(client, make_person(classroom))
    answer = teacher.post(address(classroom), MORNING)
    assert answer.status_code == 302
    mark = Mark.objects.get(pupil=pupils_of(classroom)[0])
    assert (mark.kind, mark.place) == ("present", "separate_room")
    rows = list(Stay.objects.values_list("place", "begin", "end", "watched_by"))
    assert rows == [
        ("nurse_room", time(9), time(10), "山田"),
        ("separate_room", time(10), time(14), "佐藤"),
    ]
    again = teacher.get(address(classroom)).content.decode()
    assert 'value="山田"' in again
    assert 'value="10:00"' in again
    assert Event.objects.get(kind="stays").details == {"day": "2026-05-20", "stays": 2}


def test_emptied_stays_leave_one_place(classroom: Classroom, client: Client) -> None:
    teacher = signed_in(client, make_person(classroom))
    teacher.post(address(classroom), MORNING)
    teacher.post(address(classroom), lines(("", "", "", "")))
    assert not Stay.objects.exists()
    assert not Mark.objects.filter(pupil=pupils_of(classroom)[0]).exists()


@pytest.mark.parametrize(
    ("begin", "left_at", "place"),
    [
        (time(14, 30), None, "classroom"),  # until school-ends, 15:30
        (time(9, 10), time(9, 30), "separate_room"),
        (time(10), None, "support_centre"),
        (time(16), None, "separate_room"),
    ],
)
def test_an_open_stay_lasts_until_left_at_or_school_ends(
    classroom: Classroom, begin: time, left_at: time | None, place: str
) -> None:
    pupil, teacher = pupils_of(classroom)[0], make_actor(classroom)
    first = "classroom" if place == "classroom" else "separate_room"
    if left_at:
        gone = MarkInput(left_early=True, left_at=left_at)
        take_roll(classroom=classroom, day=WEDNESDAY, marks={pupil.pk: gone}, by=teacher, seen=None)
    until = time(14) if begin > time(14) else begin
    stays = [StayInput(first, time(8, 30), until), StayInput("support_centre", begin)]
    set_stays(pupil=pupil, day=WEDNESDAY, stays=stays, by=teacher)
    mark = Mark.objects.get(pupil=pupil)
    assert (mark.place, mark.place_set) == (place, False)
    assert mark.kind == ("absent" if place == "support_centre" else "present")


@pytest.mark.parametrize("verb", ["take_roll", "correct_day"])
def test_an_open_stay_of_a_mark_lasts_until_school_ends_too(
    classroom: Classroom, verb: str
) -> None:
    pupil, teacher = pupils_of(classroom)[0], make_actor(classroom)
    stays = (StayInput("nurse_room", time(9), time(12)), StayInput("separate_room", time(13)))
    mark = MarkInput(stays=stays)
    if verb == "take_roll":
        take_roll(classroom=classroom, day=WEDNESDAY, marks={pupil.pk: mark}, by=teacher)
    else:
        correct_day(pupil=pupil, day=WEDNESDAY, mark=mark, why="日誌から", by=teacher)
    # Until 15:30 that is two hours and a half; until midnight it would be the longest.
    assert Mark.objects.get(pupil=pupil).place == "nurse_room"
    assert Stay.objects.get(place="separate_room").end is None


CENTRE = StayInput("support_centre", time(8, 30), time(14))


def test_stays_taken_back_leave_present_who_was_absent_by_them_alone(classroom: Classroom) -> None:
    pupil, teacher = pupils_of(classroom)[0], make_actor(classroom)
    in_class = replace(CENTRE, place="classroom")
    for stays, kind in (([CENTRE], "absent"), ([in_class], "present"), ([CENTRE], "absent")):
        set_stays(pupil=pupil, day=WEDNESDAY, stays=stays, by=teacher)
        mark = Mark.objects.get(pupil=pupil)
        assert (mark.kind, mark.place) == (kind, stays[0].place)
    set_stays(pupil=pupil, day=WEDNESDAY, stays=[], by=teacher)
    assert not Mark.objects.filter(pupil=pupil).exists()


def test_stays_taken_back_leave_absent_who_was_said_to_be(classroom: Classroom) -> None:
    pupil, teacher = pupils_of(classroom)[2], make_actor(classroom)
    roll(classroom, WEDNESDAY, teacher, n3=MarkInput(kind="absent"))
    for stays in ([CENTRE], []):
        set_stays(pupil=pupil, day=WEDNESDAY, stays=stays, by=teacher)
        mark = Mark.objects.get(pupil=pupil)
        assert (mark.kind, mark.place) == ("absent", "support_centre")


def test_every_fault_of_the_lines_stands_in_place(classroom: Classroom, client: Client) -> None:
    teacher = signed_in(client, make_person(classroom))
    half = teacher.post(address(classroom), lines(("nurse_room", "", "", "山田")))
    assert half.status_code == 422
    assert "場所と「から」の時刻を書いてください" in half.content.decode()
    assert 'value="山田"' in half.content.decode()
    over = lines(("nurse_room", "11:00", "10:00", ""), ("separate_room", "09:00", "", ""))
    told = teacher.post(address(classroom), over).content.decode()
    assert "「から」より後の時刻" in told
    assert "時間が重なっています" in told
    suspended = teacher.post(address(classroom, number=2), MORNING).content.decode()
    assert "「出席停止」です。居場所は書けません" in suspended
    assert not Stay.objects.exists()


def test_a_past_day_needs_a_reason_and_keeps_what_stood(classroom: Classroom) -> None:
    principal = make_actor(classroom, role=RoleKind.PRINCIPAL)
    pupil = pupils_of(classroom)[0]
    stay = StayInput("nurse_room", time(9), None, "山田")
    set_stays(pupil=pupil, day=TUESDAY, stays=[stay], why="保健日誌から", by=principal)
    kept = Correction.objects.get()
    assert kept.before == {"kind": "present"}
    assert kept.after["stays"] == [
        {"place": "nurse_room", "begin": "09:00:00", "watched_by": "山田"}
    ]


def test_a_past_day_without_a_reason_is_refused(classroom: Classroom, client: Client) -> None:
    principal = signed_in(client, make_person(classroom, role=RoleKind.PRINCIPAL))
    told = principal.post(address(classroom, TUESDAY), MORNING)
    assert told.status_code == 422
    assert "理由を書いてください" in told.content.decode()
    assert not Stay.objects.exists()


def test_stays_of_another_class_are_not_there(classroom: Classroom, client: Client) -> None:
    stranger = signed_in(client, make_person(make_class(classroom.school)))
    assert stranger.get(address(classroom)).status_code == 404
    assert stranger.post(address(classroom), MORNING).status_code == 404
    assert not Stay.objects.exists()


def test_the_year_says_the_stays_of_a_day(classroom: Classroom, client: Client) -> None:
    teacher = signed_in(client, make_person(classroom))
    teacher.post(address(classroom), MORNING)
    page = teacher.get(reverse("pupil:page", args=[pupils_of(classroom)[0].pk])).content.decode()
    assert "9:00–10:00 保健室（見守り 山田）" in page


def test_stays_of_an_absent_child_say_what_they_change_or_why_not(
    classroom: Classroom, client: Client
) -> None:
    roll(classroom, WEDNESDAY, make_actor(classroom), n3=MarkInput(kind="absent"))
    teacher, door = signed_in(client, make_person(classroom)), address(classroom, number=3)
    assert "出欠 欠席" in teacher.get(door).content.decode()
    refused = teacher.post(door, MORNING)
    assert refused.status_code == 422
    assert "「別室」にいた日は出席です。欠席ではなく「出席」として" in refused.content.decode()
    assert not Stay.objects.exists()
    centre = lines(("support_centre", "09:00", "12:00", ""))
    told = teacher.post(door, centre, follow=True).content.decode()
    assert "出欠は「欠席」から「欠席（教育支援センター）」に変わりました" in told
    again = lines(("support_centre", "09:00", "13:00", ""))
    told = teacher.post(door, again, follow=True).content.decode()
    assert "出欠は「欠席（教育支援センター）」のままです" in told
    told = teacher.post(address(classroom), centre, follow=True).content.decode()
    assert "出欠は「出席」から「欠席（教育支援センター）」に変わりました" in told
