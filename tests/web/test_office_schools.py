"""The office's pages of a school: calendar, leaves, epidemics, settings, the month's close."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.http import content_disposition_header

from tests.builders import make_board, make_class, make_person, make_pupil, make_school, pupils_of
from tests.web.school_life import Life, browser_of
from tsunagu.access.enums import RoleKind
from tsunagu.access.models import Role
from tsunagu.attendance.models import Epidemic, MonthClose
from tsunagu.audit.models import Event
from tsunagu.clock import freeze
from tsunagu.org.models import Leave
from tsunagu.response.models import Stale
from tsunagu.school.models import CalendarEntry, Guardian, School

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(life: Life) -> Client:
    """A browser signed in as the principal."""
    return life.browser(RoleKind.PRINCIPAL)


def at(life: Life, name: str) -> str:
    return reverse(f"office:{name}", args=[life.school.pk])


CLOSURE = {"kind": "closed", "first": "2026-05-21", "last": "2026-05-22", "note": "インフルエンザ"}


def test_class_closure_waits_to_be_counted_and_can_be_taken_back(
    life: Life, manager: Client
) -> None:
    given = {**CLOSURE, "classroom": str(life.classroom.pk)}
    page = manager.post(at(life, "calendar"), given, follow=True).content.decode()
    entry = CalendarEntry.objects.get()
    assert (entry.classroom, entry.origin) == (life.classroom, "screen")
    assert Stale.objects.filter(school=life.school, school_year=2026).exists()
    assert "数え直しています" in page
    for why in ("", "台風"):
        taken = {"end": str(entry.pk), "why": why}
        page = manager.post(at(life, "calendar"), taken, follow=True).content.decode()
        assert "取り消す理由を選んでください" in page
    assert CalendarEntry.objects.exists()
    manager.post(at(life, "calendar"), {"end": str(entry.pk), "why": "held"})
    assert not CalendarEntry.objects.exists()
    kept = Event.objects.filter(deed="calendar.set").latest("at", "id").details
    assert (kept["what"], kept["why"], kept["kind"]) == ("end", "held", "closed")
    assert (kept["first"], kept["until"]) == ("2026-05-21", "2026-05-22")
    assert kept["classroom"] == str(life.classroom.pk)
    assert "インフルエンザ" not in str(kept)


def test_contradicting_entries_at_one_level_are_refused(life: Life, manager: Client) -> None:
    manager.post(at(life, "calendar"), {**CLOSURE, "kind": "no_school"})
    answer = manager.post(at(life, "calendar"), {**CLOSURE, "kind": "half_day"})
    assert answer.status_code == 422
    assert "日が重なっています" in answer.content.decode()
    assert CalendarEntry.objects.count() == 1


def test_period_that_opens_weekends_is_confirmed_first(life: Life, manager: Client) -> None:
    november = {"kind": "school_day", "first": "2026-11-01", "last": "2026-11-30"}
    assert 'type="checkbox"' not in manager.get(at(life, "calendar")).content.decode()
    answer = manager.post(at(life, "calendar"), november)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "土日・祝日11日も授業日になります" in page
    assert 'type="checkbox" name="confirmed"' in page
    assert not CalendarEntry.objects.exists()
    manager.post(at(life, "calendar"), {**november, "confirmed": "on"})
    weekdays = {"kind": "school_day", "first": "2026-07-21", "last": "2026-07-24"}
    manager.post(at(life, "calendar"), weekdays)
    saturday = {"kind": "school_day", "first": "2026-06-06", "last": "2026-06-06"}
    manager.post(at(life, "calendar"), saturday)
    assert CalendarEntry.objects.count() == 3


@pytest.mark.parametrize(
    ("last", "many"), [("20", "1学級"), ("21", "1学級"), ("19", "2学級（2日）")]
)
def test_a_day_with_rolls_is_closed_only_when_confirmed(
    life: Life, manager: Client, last: str, many: str
) -> None:
    first = "2026-05-18" if last == "19" else "2026-05-20"
    given = {"kind": "no_school", "first": first, "last": f"2026-05-{last}"}
    answer = manager.post(at(life, "calendar"), given)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert f"{many}の出欠がとってあります" in page
    asked = page[page.index('for="id_closes"') :].split("</div>\n</div>")[0]
    for words in ("※この期間で入れるときは必須", 'id="id_closes_error"', 'aria-invalid="true"'):
        assert words in asked
    assert 'aria-describedby="id_closes_error"' in asked
    assert "任意" not in asked.split("<input")[0]
    assert " required" not in asked.split("<input")[1].split(">")[0]
    other = make_class(life.school, name="2組")
    closed = {**given, "kind": "closed", "classroom": str(other.pk)}
    assert manager.post(at(life, "calendar"), closed).status_code == 302
    confirmed = {**given, "closes": "on"}
    assert manager.post(at(life, "calendar"), confirmed).status_code == 302
    assert CalendarEntry.objects.count() == 2


def test_calendar_of_everyone_belongs_to_the_board(life: Life, manager: Client) -> None:
    everyone = reverse("office:calendar-all")
    assert manager.post(everyone, CLOSURE).status_code == 404
    supervisor = make_person(make_board(life.school.municipality), role=RoleKind.SUPERVISOR)
    browser_of(supervisor).post(everyone, {**CLOSURE, "kind": "no_school", "grade": "P3"})
    entry = CalendarEntry.objects.get()
    assert (entry.school, entry.grade) == (None, "P3")


def test_leave_is_of_this_schools_staff(life: Life, manager: Client) -> None:
    person = life.homeroom.person
    assert person
    days = {"first": "2026-05-21", "last": "2026-05-25"}
    manager.post(at(life, "leaves"), {**days, "person": str(person.pk)})
    leave = Leave.objects.get()
    assert (leave.person, leave.last) == (person, date(2026, 5, 25))
    manager.post(at(life, "leaves"), {"end": str(leave.pk)})
    assert not Leave.objects.exists()
    stranger = make_person(make_board(life.school.municipality), role=RoleKind.SUPERVISOR)
    assert manager.post(at(life, "leaves"), {**days, "person": str(stranger.pk)}).status_code == 422


def test_epidemic_is_set_by_managers_alone(life: Life, manager: Client) -> None:
    given = {"classroom": str(life.classroom.pk), "first": "2026-05-20", "last": "2026-05-27"}
    assert life.browser().post(at(life, "epidemics"), given).status_code == 404
    manager.post(at(life, "epidemics"), given)
    assert Epidemic.objects.get().classroom == life.classroom


def test_epidemic_is_taken_back_with_a_reason(life: Life, manager: Client) -> None:
    door = at(life, "epidemics")
    given = {"classroom": str(life.classroom.pk), "first": "2026-05-20", "last": "2026-05-27"}
    manager.post(door, given)
    back = {"withdraw": str(Epidemic.objects.get().pk)}
    assert f'value="{back["withdraw"]}"' in manager.get(door).content.decode()
    page = manager.post(door, {**back, "why": " "}, follow=True).content.decode()
    assert "取り消す理由を書いてください" in page
    assert life.browser().post(door, {**back, "why": "別の学級"}).status_code == 404
    page = manager.post(door, {**back, "why": "別の学級だった"}, follow=True).content.decode()
    assert "別の学級だった" in page
    assert f'value="{back["withdraw"]}"' not in page
    assert not Epidemic.objects.standing().exists()
    assert manager.post(door, {"withdraw": "x", "why": "別"}).status_code == 404


def test_register_mode_and_after_school_are_chosen(life: Life, manager: Client) -> None:
    manager.post(at(life, "settings"), {"register_mode": "elsewhere"})
    school = School.objects.get(pk=life.school.pk)
    assert (school.register_mode, school.after_school_is_attendance) == ("elsewhere", False)


def test_register_leads_to_each_class_and_to_rolls_not_taken(life: Life, manager: Client) -> None:
    other = make_class(life.school, name="2組", pupils=1)
    page = manager.get(at(life, "months")).content.decode()
    for room in (life.classroom, other):
        assert f'href="#h-{room.pk}"' in page
        assert f'id="h-{room.pk}"' in page
    assert reverse("roll", args=[life.classroom.pk, date(2026, 5, 15)]) in page


def test_month_with_untaken_days_cannot_be_closed(life: Life, manager: Client) -> None:
    with freeze(date(2026, 6, 1)):
        page = manager.post(at(life, "month-close"), {"month": "2026-05"}, follow=True)
    assert "出欠がとられていません" in page.content.decode()
    assert not MonthClose.objects.exists()


def test_register_shows_the_sums_of_own_classes(life: Life) -> None:
    page = life.browser().get(at(life, "months")).content.decode()
    assert life.pupil.name in page
    assert "この月を確定する" not in page


@pytest.mark.parametrize(("form", "begins"), [("pdf", b"%PDF"), ("csv", b"\xef\xbb\xbf")])
def test_register_leaves_as_a_file(life: Life, form: str, begins: bytes) -> None:
    answer = life.browser().get(at(life, "register-file"), {"month": "2026-05", "form": form})
    assert answer.content.startswith(begins)
    named = f"出席簿_{life.school.name}_{life.classroom.label}_2026-05.{form}"
    assert answer["Content-Disposition"] == content_disposition_header(True, named)
    other = make_class(life.school, name="2組")
    asked = {"month": "2026-05", "classroom": str(other.pk)}
    assert life.browser().get(at(life, "register-file"), asked).status_code == 404


@pytest.mark.parametrize("asked", [{"form": "xlsx"}, {"month": "x"}, {"month": "2026-06"}])
def test_no_file_of_another_form_or_month(life: Life, asked: dict[str, str]) -> None:
    assert life.browser().get(at(life, "register-file"), asked).status_code == 404


def test_month_is_closed_when_its_last_class_day_came(life: Life, manager: Client) -> None:
    page = manager.get(at(life, "months")).content.decode()
    assert "この月を確定する" not in page
    assert "（これからの7日を含む）" in page
    with freeze(date(2026, 5, 29)):
        page = manager.get(at(life, "months")).content.decode()
        assert "この月を確定する" in page
        assert "（これからの" not in page
        assert "まだ印刷されていません" in page
        manager.get(at(life, "register-file"), {"month": "2026-05", "form": "pdf"})
        assert "まだ印刷されて" not in manager.get(at(life, "months")).content.decode()
        deputy = life.browser(RoleKind.DEPUTY_HEAD).get(at(life, "months")).content.decode()
    assert "この月を確定する" not in deputy
    assert "校長が確定します" in deputy


def test_office_opens_the_pages_that_one_may(life: Life, manager: Client) -> None:
    first = manager.get(reverse("office:schools"), follow=True).content.decode()
    assert "職員の不在" in first
    own = life.browser().get(reverse("office:schools"), follow=True).content.decode()
    assert "職員の不在" not in own


def test_who_sets_schools_finds_them_in_the_menu(life: Life) -> None:
    board = make_board(life.school.municipality)
    page = browser_of(make_person(board, role=RoleKind.ADMINISTRATOR))
    assert f'<a href="{reverse("office:schools")}"' in page.get("/").content.decode()
    answer = page.get(reverse("office:schools"), follow=True).content.decode()
    assert at(life, "settings") in answer


def test_who_has_no_teacher_or_no_number_is_a_list(life: Life, manager: Client) -> None:
    """The first pupil of the class has two numbers, the second a guardian with none."""
    _, second, third = pupils_of(life.classroom)
    same = {"municipality": life.school.municipality, "name": "保護者"}
    Guardian.objects.create(**same, pupil=second)
    alone = make_class(life.school, name="2組", pupils=0)
    make_pupil(alone, phone="042-000-0000")
    make_class(life.school, name="空き", pupils=0)
    make_pupil(make_class(make_school(life.school.municipality), name="よその組", pupils=0))
    for role in (RoleKind.PRINCIPAL, RoleKind.OFFICE):
        answer = life.browser(role).get(at(life, "gaps"))
        assert [(one.pupil, one.guarded) for one in answer.context["page"]] == [
            (second, True),
            (third, False),
        ]
        assert answer.context["classrooms"] == [alone]
        assert reverse("imports") in answer.content.decode()
    answer = life.browser().get(at(life, "gaps"))
    assert ([one.pupil for one in answer.context["page"]], answer.context["classrooms"]) == (
        [second, third],
        [],
    )
    elsewhere = make_person(make_school(life.school.municipality), role=RoleKind.PRINCIPAL)
    assert browser_of(elsewhere).get(at(life, "gaps")).status_code == 404
    shown = manager.get(reverse("today-unowned")).content.decode()
    assert at(life, "gaps") in shown


def test_teacher_who_left_leaves_the_class_without(life: Life, manager: Client) -> None:
    assert manager.get(at(life, "gaps")).context["classrooms"] == []
    Role.objects.filter(kind=RoleKind.HOMEROOM).update(last=date(2026, 5, 19))
    assert manager.get(at(life, "gaps")).context["classrooms"] == [life.classroom]


def test_forms_ask_in_our_own_words(life: Life, manager: Client) -> None:
    for name in ("leaves", "epidemics"):
        page = manager.get(at(life, name)).content.decode()
        assert ">選んでください</option>" in page
        assert "---------" not in page
    span = manager.get(reverse("suspend", args=[life.classroom.pk])).content.decode()
    assert "※出席停止のとき必須" in span
    long = {**CLOSURE, "note": "あ" * 300}
    said = manager.post(at(life, "calendar"), long).content.decode()
    assert "255文字までにしてください。いまは300文字です" in said
