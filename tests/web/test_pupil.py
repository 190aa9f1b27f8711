"""The pupil's page and the way to it."""

from datetime import date, time, timedelta

import pytest
from django.urls import reverse
from django.utils.html import strip_tags

from tests.builders import make_actor, make_class, make_person
from tests.web.school_life import WEDNESDAY, Life, browser_of
from tsunagu.access.enums import RoleKind
from tsunagu.attendance.actions import MarkInput, correct_day
from tsunagu.attendance.enums import Kind
from tsunagu.attendance.models import Mark, Notice, Stay
from tsunagu.audit.models import Event
from tsunagu.response.actions import Refused, end_task, set_protection, set_rhythm
from tsunagu.response.enums import Status
from tsunagu.response.models import Task, TaskReason

pytestmark = pytest.mark.django_db


def page_of(life: Life, role: RoleKind = RoleKind.HOMEROOM, query: str = "") -> str:
    answer = life.browser(role).get(reverse("pupil:page", args=[life.pupil.pk]) + query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_guardians_stand_in_the_order_to_call(life: Life) -> None:
    page = page_of(life)
    assert page.index("090-0000-0001") < page.index("090-0000-0002")


def test_those_who_may_not_call_see_no_number(life: Life) -> None:
    assert "090-0000" not in page_of(life, RoleKind.COUNSELLOR)


def test_why_of_a_task_names_rule_document_page_and_version(life: Life) -> None:
    page = page_of(life)
    for words in (
        "校内での情報共有（連続3日）",
        "早期対応マニュアル」 3・6ページ",
        "2024年4月1日（月）から",
    ):
        assert words in page


def test_why_of_a_months_end_and_of_a_rhythm_holds_on_any_day(life: Life) -> None:
    """April's end was no counted day; the rhythm's day was, after two days absent."""
    principal = make_actor(life.classroom, role=RoleKind.PRINCIPAL)
    set_protection(pupil=life.pupil, first=date(2026, 4, 1), last=None, by=principal)
    lead = make_actor(life.classroom, role=RoleKind.ATTENDANCE_LEAD)
    first = WEDNESDAY - timedelta(days=7)
    set_rhythm(pupil=life.pupil, first=first, last=None, every_days=7, by=lead)
    page = page_of(life, RoleKind.PRINCIPAL, "?kind=task")
    assert "この月の欠席日：なし" in page
    days = page.partition("約束した間隔の日：")[2].partition("</dd>")[0]
    assert strip_tags(days) == "5月20日（水）"
    withdrawn = TaskReason.objects.filter(pupil=life.pupil, withdrawn=True)
    assert withdrawn.exists()
    assert "いまは当てはまりません" not in page
    TaskReason.objects.filter(rule="protection-monthly").update(withdrawn=True)
    page = page_of(life, RoleKind.PRINCIPAL, "?kind=task")
    assert "いまは当てはまりません" in page


def test_every_view_of_a_pupil_is_on_record(life: Life) -> None:
    page_of(life)
    event = Event.objects.get(deed="pupil.see", pupil=str(life.pupil.pk))
    assert event.details == {"look": True}


def test_restricted_notice_shows_that_it_is_there_and_who_restricted_it(life: Life) -> None:
    principal = make_person(life.school, role=RoleKind.PRINCIPAL, family_name="把握山")
    Notice.objects.create(
        by=principal,
        municipality=life.school.municipality,
        pupil=life.pupil,
        kind="protection",
        first=WEDNESDAY,
        restricted=True,
        note="ひみつの場所",
        at="2026-05-20T00:00Z",
    )
    page = page_of(life)
    assert "管理職が把握" in page
    assert "把握山 先生が入れました" in page
    assert "ひみつの場所" not in page
    assert "一時保護" not in page
    assert "ひみつの場所" in page_of(life, RoleKind.PRINCIPAL)


def test_correction_stands_in_the_timeline_with_before_and_after(life: Life) -> None:
    correct_day(
        pupil=life.pupil,
        day=WEDNESDAY,
        mark=MarkInput(kind=Kind.PRESENT, late=True),
        why="10時に登校した",
        by=life.homeroom,
    )
    page = page_of(life, query="?kind=correction")
    assert "欠席・病気 → 出席・遅刻" in page
    assert "10時に登校した" in page


def test_strip_says_each_day_in_words_beside_its_sign(life: Life) -> None:
    page = page_of(life)
    assert '<span class="visually-hidden">5月20日（水） 欠席、病気</span>' in page
    assert '<span class="visually-hidden">5月15日（金） 出欠がまだ</span>' in page
    assert page.count(">未</span>") == 29 + 1  # April and May until the 15th, and the legend
    assert 'aria-current="date"><span aria-hidden="true">欠</span>' in page


def test_strip_says_stays_as_they_were_typed_and_never_as_html(life: Life) -> None:
    mark = Mark.objects.get(pupil=life.pupil, day=WEDNESDAY)
    given = {"municipality": mark.municipality, "mark": mark, "place": "nurse_room"}
    Stay.objects.create(**given, begin=time(9), end=time(10), watched_by="<b>山田")
    page = page_of(life)
    assert "欠席、病気、9:00–10:00 保健室（見守り &lt;b&gt;山田）" in page
    assert "<b>山田" not in page


def test_pupil_of_another_class_is_not_there(life: Life) -> None:
    stranger = browser_of(make_person(make_class(life.school, name="2組")))
    assert stranger.get(reverse("pupil:page", args=[life.pupil.pk])).status_code == 404


def test_search_keeps_what_was_typed_out_of_the_address(life: Life) -> None:
    life.pupil.family_kana = "コヒナタ"
    life.pupil.save()
    browser = life.browser()
    answer = browser.post(reverse("pupil:find"), {"text": "こひなた"})
    assert answer["Location"] == reverse("pupil:find")
    page = browser.get(answer["Location"]).content.decode()
    assert "1人" in page
    assert str(life.pupil.pk) in page


def test_search_finds_none_outside_ones_own_class(life: Life) -> None:
    other = make_class(life.school, name="2組", pupils=1)
    page = browser_of(make_person(other)).get(reverse("pupil:find")).content.decode()
    assert str(life.pupil.pk) not in page


def test_task_ends_as_not_needed_with_a_word_of_why_and_opens_again(life: Life) -> None:
    browser = life.browser()
    task = Task.objects.filter(pupil=life.pupil, kind="contact", status="open").earliest("day")
    address = reverse("pupil:task", args=[life.pupil.pk, task.pk])
    assert browser.post(address, {"status": "not_needed"}).status_code == 422
    browser.post(address, {"status": "not_needed", "why": "もう話している"})
    task.refresh_from_db()
    assert (task.status, task.why) == (Status.NOT_NEEDED, "もう話している")
    browser.post(reverse("pupil:task-reopen", args=[life.pupil.pk, task.pk]))
    task.refresh_from_db()
    assert task.status == Status.OPEN


def test_task_is_handed_over_to_a_colleague(life: Life) -> None:
    lead = make_person(life.classroom, role=RoleKind.GRADE_LEAD)
    task = Task.objects.filter(pupil=life.pupil, kind="contact", status="open").earliest("day")
    address = reverse("pupil:task", args=[life.pupil.pk, task.pk])
    life.browser().post(address, {"status": "handed_over", "handed_to": str(lead.pk)})
    task.refresh_from_db()
    assert (task.status, task.handed_to) == (Status.HANDED_OVER, lead)


def test_task_is_not_handed_over_to_oneself(life: Life) -> None:
    task = Task.objects.filter(pupil=life.pupil).order_by("day", "pk")[0]
    address = reverse("pupil:task", args=[life.pupil.pk, task.pk])
    assert life.homeroom.person
    given = {"status": "handed_over", "handed_to": str(life.homeroom.person.pk)}
    assert life.browser().post(address, given).status_code == 422
    with pytest.raises(Refused, match="自分には"):
        end_task(
            task=task,
            status="handed_over",
            why="",
            by=life.homeroom,
            handed_to=life.homeroom.person,
        )


def test_page_of_an_ended_task_says_who_and_why_and_offers_what_may_follow(life: Life) -> None:
    task = Task.objects.filter(pupil=life.pupil).order_by("day", "pk")[0]
    address = reverse("pupil:task", args=[life.pupil.pk, task.pk])
    lead = make_person(life.school, role=RoleKind.ATTENDANCE_LEAD)
    end_task(task=task, status="handed_over", why="出張", by=life.homeroom, handed_to=lead)
    page = life.browser().get(address).content.decode()
    assert life.homeroom.person
    for words in (f"引き継いだ人 {lead.name}", life.homeroom.person.name, "出張"):
        assert words in page
    assert 'value="handed_over"' not in page
    assert 'name="handed_to"' not in page
    end_task(task=task, status="not_needed", why="朝に会った", by=life.homeroom)
    assert "朝に会った" in life.browser().get(address).content.decode()


def test_classes_are_chosen_with_their_grade(life: Life) -> None:
    page = life.browser().get(reverse("pupil:find")).content.decode()
    assert f">{life.classroom.label}</option>" in page


def test_a_protection_task_is_offered_to_managers_alone(life: Life) -> None:
    deputy = make_person(life.classroom, role=RoleKind.DEPUTY_HEAD)
    lead = make_person(life.classroom, role=RoleKind.ATTENDANCE_LEAD)
    other = Task.objects.filter(pupil=life.pupil, status=Status.OPEN).first()
    assert other is not None
    browser = life.browser(RoleKind.PRINCIPAL)
    address = reverse("pupil:task", args=[life.pupil.pk, other.pk])
    page = browser.get(address).content.decode()
    assert str(lead.pk) in page
    Task.objects.filter(pk=other.pk).update(kind="protection", owner="manager")
    page = browser.get(address).content.decode()
    assert str(lead.pk) not in page
    assert str(deputy.pk) in page
