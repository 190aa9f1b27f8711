"""The roll's pages, without a script: what is posted, shown, refused and overtaken."""

import re
from datetime import date
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from tests.builders import (
    add_calendar,
    enrol,
    make_actor,
    make_board,
    make_city,
    make_class,
    make_person,
    make_school,
    pupils_of,
    roll,
)
from tests.web.cast import signed_in
from tsunagu.access.enums import RoleKind
from tsunagu.attendance.actions import MarkInput, set_notice, take_roll
from tsunagu.attendance.enums import Kind, NoticeKind
from tsunagu.attendance.models import Mark, RollCall
from tsunagu.school.enums import EnrolmentKind, RegisterMode
from tsunagu.school.models import Classroom

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
WEDNESDAY = date(2026, 5, 20)
TUESDAY = date(2026, 5, 19)
ABSENT = MarkInput(kind=Kind.ABSENT, reason="illness", note="せき")


def address(classroom: Classroom, day: date = WEDNESDAY) -> str:
    """The roll's address."""
    return reverse("roll", args=[classroom.pk, day])


def posted(classroom: Classroom, seen: int = 0, **more: str) -> dict[str, str]:
    """A form in which the first pupil is absent, with fields `name__number` besides."""
    keys = [pupil.pk for pupil in pupils_of(classroom)]
    data = {"seen": str(seen), f"kind-{keys[0]}": "absent"}
    for name, value in more.items():
        field, _, number = name.partition("__")
        data[f"{field}-{keys[int(number) - 1]}" if number else field] = value
    return data


def test_one_class_leads_straight_to_its_roll(teacher: Client, classroom: Classroom) -> None:
    assert teacher.get("/roll/")["Location"] == address(classroom)
    other = reverse("roll-day", args=[classroom.pk])
    assert teacher.get(f"{other}?day=2026-05-19")["Location"] == address(classroom, TUESDAY)
    assert teacher.get(f"{other}?day=never")["Location"] == address(classroom)


def test_saving_tells_time_and_counts(teacher: Client, classroom: Classroom) -> None:
    data = posted(
        classroom, late__2="on", late_at__2="09:10", kind__3="present", place__3="nurse_room"
    )
    page = teacher.post(address(classroom), data, follow=True).content.decode()
    assert "保存しました 10:00　出席2人（うち遅刻1人）、欠席1人" in page
    assert "全員が出席です" not in page
    assert "保存済み" in page
    marks = {mark.pupil_id: mark for mark in Mark.objects.all()}
    one, two, three = (marks[pupil.pk] for pupil in pupils_of(classroom))
    assert (one.kind, two.late, str(two.late_at), three.place) == (
        "absent",
        True,
        "09:10:00",
        "nurse_room",
    )


def test_the_same_page_posted_twice_changes_nothing(teacher: Client, classroom: Classroom) -> None:
    for _ in range(2):
        assert teacher.post(address(classroom), posted(classroom)).status_code == 302
    assert RollCall.objects.get().version == 1


def test_contradictions_are_told_and_nothing_is_saved(
    teacher: Client, classroom: Classroom
) -> None:
    answer = teacher.post(address(classroom), posted(classroom, late__1="on"))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "「欠席」と遅刻・早退は同時に記録できません" in page
    assert "data-unsaved" in page
    assert not RollCall.objects.exists()


def test_overtaken_shows_both_entries_and_asks(teacher: Client, classroom: Classroom) -> None:
    pupils = pupils_of(classroom)
    colleague = make_actor(classroom, role=RoleKind.DEPUTY_HOMEROOM)
    take_roll(classroom=classroom, day=WEDNESDAY, marks={pupils[1].pk: ABSENT}, by=colleague)
    answer = teacher.post(address(classroom), posted(classroom))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "ほかの人が先に保存しました" in page
    assert colleague.label in page
    assert pupils[2].name not in page.partition("<tbody>")[2].partition("</tbody>")[0]
    assert 'name="seen" value="1"' in page
    again = teacher.post(address(classroom), posted(classroom, seen=1))
    assert again.status_code == 302
    assert Mark.objects.get().pupil == pupils[0]


def test_nothing_shows_reasons_to_a_class_that_looks_on(
    teacher: Client, classroom: Classroom
) -> None:
    teacher.post(address(classroom), posted(classroom, reason__1="illness", note__1="せき"))
    page = teacher.get(address(classroom)).content.decode()
    tiles = page.split('class="tile__main"')[1:]
    for tile in (tile.partition("</label>")[0] for tile in tiles):
        assert "病気" not in tile
        assert "せき" not in tile
    assert "連続" not in page


def test_announced_absences_are_filled_in(teacher: Client, classroom: Classroom) -> None:
    one, two, _ = pupils_of(classroom)
    manager = make_actor(classroom.school, role=RoleKind.PRINCIPAL)
    for pupil, kind in ((one, NoticeKind.ANNOUNCED), (two, NoticeKind.SHELTER)):
        set_notice(
            pupil=pupil, kind=kind, first=WEDNESDAY, last=WEDNESDAY, reason="illness", by=manager
        )
    page = teacher.get(address(classroom)).content.decode()
    first, second, third = (
        tile.partition("</label>")[0] for tile in page.split('class="tile__main"')[1:]
    )
    assert "連絡あり" in first
    assert "欠席" in first
    assert "連絡あり" in second
    assert "管理職が把握" not in first + second
    assert "管理職が把握" in page
    assert "出席" in third
    assert "避難" not in page


def test_office_comes_from_the_roll_to_notices_and_contacts(
    teacher: Client, classroom: Classroom
) -> None:
    pupil = pupils_of(classroom)[0]
    doors = [reverse(f"pupil:{name}", args=[pupil.pk]) for name in ("notice-new", "contact")]
    office = signed_in(Client(), make_person(classroom.school, role=RoleKind.OFFICE))
    for day in (WEDNESDAY, TUESDAY):
        page, own = (one.get(address(classroom, day)).content.decode() for one in (office, teacher))
        assert all(door in page and door not in own for door in doors)
    assert [office.get(door).status_code for door in doors] == [200, 200]


def test_exchange_pupils_are_seen_and_may_be_entered(teacher: Client, classroom: Classroom) -> None:
    home = make_class(classroom.school, name="あおぞら", pupils=1)
    guest = pupils_of(home)[0]
    enrol(guest, classroom, number=9, kind=EnrolmentKind.EXCHANGE)
    page = teacher.get(address(classroom)).content.decode()
    assert "在籍3人、ほかに交流1人" in page
    assert "連絡のない子どもは全員が出席です" in page
    teacher.post(address(classroom), posted(classroom))
    assert not Mark.objects.filter(pupil=guest).exists()
    told = {**posted(classroom, seen=1), f"kind-{guest.pk}": "absent"}
    teacher.post(address(classroom), told)
    assert Mark.objects.get(pupil=guest).classroom == home


def test_a_day_without_school_offers_no_form(teacher: Client, classroom: Classroom) -> None:
    add_calendar(classroom.school, WEDNESDAY)
    page = teacher.get(address(classroom)).content.decode()
    assert "授業日ではありません" in page
    assert 'id="roll-form"' not in page
    tomorrow = teacher.get(address(classroom, date(2026, 5, 21))).content.decode()
    assert "まだ来ていません" in tomorrow


def test_register_elsewhere_shows_what_came(client: Client) -> None:
    school = make_school(register_mode=RegisterMode.ELSEWHERE)
    page = signed_in(client, make_person(make_class(school))).get("/roll/", follow=True)
    assert "校務支援システムでとります" in page.content.decode()
    assert 'id="roll-form"' not in page.content.decode()


def test_past_day_is_corrected_with_a_reason(teacher: Client, classroom: Classroom) -> None:
    pupil = pupils_of(classroom)[0]
    roll(classroom, TUESDAY, make_actor(classroom), n1=ABSENT)
    page = teacher.get(address(classroom, TUESDAY)).content.decode()
    assert 'id="roll-form"' not in page
    door = reverse("roll-correct", args=[classroom.pk, TUESDAY, pupil.pk])
    assert door in page
    late = {f"kind-{pupil.pk}": "present", f"late-{pupil.pk}": "on"}
    refused = teacher.post(door, late)
    assert "訂正の理由を書いてください" in refused.content.decode()
    teacher.post(door, {**late, "why": "登校していた"})
    assert Mark.objects.get().late


def test_suspended_asks_for_its_ground_in_place(teacher: Client, classroom: Classroom) -> None:
    pupil = pupils_of(classroom)[1].pk
    data = posted(classroom, kind__2="suspended", note__2="発熱", place__2="nurse_room")
    answer = teacher.post(address(classroom), data)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "出席停止の根拠を選んでください" in page
    assert page.count('<details class="tile__more" open>') == 1
    assert 'value="発熱"' in page
    assert not RollCall.objects.exists()
    teacher.post(address(classroom), {**data, f"ground-{pupil}": "health"})
    mark = Mark.objects.get(pupil=pupil)
    assert (mark.ground, mark.note, mark.place) == ("health", "発熱", "")
    door = reverse("roll-correct", args=[classroom.pk, WEDNESDAY, pupil])
    groundless = {f"kind-{pupil}": "suspended", "why": "届いた診断書"}
    refused = teacher.post(door, groundless)
    assert (refused.status_code, Mark.objects.get(pupil=pupil).note) == (422, "発熱")
    assert "届いた診断書" in refused.content.decode()
    teacher.post(door, {**groundless, f"ground-{pupil}": "conduct"})
    assert Mark.objects.get(pupil=pupil).ground == "conduct"


def test_no_place_is_shown_of_who_is_absent(teacher: Client, classroom: Classroom) -> None:
    roll(classroom, WEDNESDAY, make_actor(classroom), n1=ABSENT)
    page = teacher.get(address(classroom)).content.decode()
    absent, present, _ = pupils_of(classroom)
    chosen = re.findall(r'name="place-([^"]+)" value="(\w+)" checked', page)
    assert (str(absent.pk) in dict(chosen), dict(chosen)[str(present.pk)]) == (False, "classroom")


def test_past_day_not_taken_is_taken_late_with_a_reason(
    teacher: Client, classroom: Classroom
) -> None:
    there = address(classroom, TUESDAY)
    assert "あとからとる理由" in teacher.get(there).content.decode()
    assert teacher.post(there, posted(classroom)).status_code == 422
    teacher.post(there, posted(classroom, why="入力もれ"))
    assert RollCall.objects.get(day=TUESDAY).why == "入力もれ"


def test_another_class_looks_like_no_class(teacher: Client, classroom: Classroom) -> None:
    other = make_class(classroom.school, name="2組")
    for key in (other.pk, make_class().pk, UUID(int=1)):
        assert teacher.get(reverse("roll", args=[key, WEDNESDAY])).status_code == 404
    assert teacher.get(f"/roll/{classroom.pk}/2026-02-30/").status_code == 404


def test_suspension_from_to_is_one_deed(teacher: Client, classroom: Classroom) -> None:
    pupil = pupils_of(classroom)[0]
    door = reverse("suspend", args=[classroom.pk])
    assert teacher.get(door).status_code == 404
    nurse = signed_in(Client(), make_person(classroom.school, role=RoleKind.NURSE))
    assert pupil.name in nurse.get(door).content.decode()
    data = {
        "pupil": str(pupil.pk),
        "kind": "suspended",
        "ground": "health",
        "first": "2026-05-20",
        "last": "2026-05-19",
    }
    assert "終わりの日" in nurse.post(door, data).content.decode()
    groundless = nurse.post(door, {**data, "last": "2026-05-26", "ground": ""})
    assert "出席停止の根拠を選んでください" in groundless.content.decode()
    page = nurse.post(door, {**data, "last": "2026-05-26"}, follow=True)
    assert "5月20日（水）から5月26日（火）までの5日を記録しました" in page.content.decode()


def test_untaken_lists_classes_for_school_and_board(client: Client) -> None:
    city = make_city()
    school = make_school(city)
    first, second = make_class(school), make_class(school, name="2組")
    roll(second, WEDNESDAY, make_actor(second))
    principal = signed_in(client, make_person(school, role=RoleKind.PRINCIPAL))
    page = principal.get("/untaken/").content.decode()
    assert first.label in page
    behind = page.partition("過去の未入力")
    assert second.label not in behind[0]
    assert address(first, TUESDAY) in behind[2]
    assert address(second, TUESDAY) in behind[2]
    roll(second, TUESDAY, make_actor(second))
    after = principal.get("/untaken/").content.decode()
    assert address(first, TUESDAY) in after
    assert address(second, TUESDAY) not in after
    assert "出欠の入っていない学級があります" in page
    assert "出欠をとる" in page
    board = make_person(make_board(city), role=RoleKind.SUPERVISOR)
    watched = signed_in(Client(), board).get("/untaken/").content.decode()
    assert first.label in watched
    assert "/roll/" not in watched
    assert "過去の未入力" not in watched
    roll(first, WEDNESDAY, make_actor(first))
    assert "今日は、すべての学級の出欠が入っています" in principal.get("/untaken/").content.decode()
    assert "2組" in principal.get("/roll/").content.decode()


def test_days_behind_of_a_school_with_its_own_register_are_told_without_a_way_in(
    client: Client,
) -> None:
    room = make_class(make_school(register_mode=RegisterMode.ELSEWHERE))
    principal = signed_in(client, make_person(room.school, role=RoleKind.PRINCIPAL))
    behind = principal.get("/untaken/").content.decode().partition("過去の未入力")[2]
    assert "5月19日" in behind
    assert "取り込み待ち" in behind
    assert address(room, TUESDAY) not in behind
