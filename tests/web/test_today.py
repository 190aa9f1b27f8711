"""The person's day: cards of what is owed, the lists beside it, and the call list."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from tests.builders import (
    add_calendar,
    make_actor,
    make_board,
    make_city,
    make_class,
    make_person,
    make_pupil,
    make_school,
    pupils_of,
    roll,
)
from tests.web.cast import signed_in
from tests.web.school_life import browser_of
from tsunagu.access.actor import actor_of
from tsunagu.access.enums import RoleKind
from tsunagu.attendance.actions import MarkInput
from tsunagu.attendance.enums import RESTRICTED_NOTICES, Kind
from tsunagu.attendance.models import Notice
from tsunagu.clock import freeze, now
from tsunagu.org.models import Leave
from tsunagu.response.actions.contacts import record_contact
from tsunagu.response.actions.spans import set_freeze
from tsunagu.response.actions.tasks import end_task, reopen_task
from tsunagu.response.models import Task
from tsunagu.school.models import Classroom, School

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
WEDNESDAY = date(2026, 5, 20)
ABSENT = MarkInput(kind=Kind.ABSENT, reason="illness")
DAYS = [date(2026, 5, d) for d in (1, 7, 8, 11, 12, 13, 14, 15, 18, 19, 20)]


@pytest.fixture
def classroom() -> Classroom:
    """A class whose first pupil can be called."""
    room = make_class(pupils=0)
    make_pupil(room, number=1, phone="042-754-1111")
    make_pupil(room, number=2)
    return room


def page(client: Client, address: str = "/") -> str:
    """A page's text."""
    return client.get(address).content.decode()


def test_empty_day_says_so_and_offers_the_roll(client: Client, classroom: Classroom) -> None:
    shown = page(signed_in(client, make_person(classroom)))
    assert "いま、することはありません" in shown
    assert "出欠をとる" in shown
    centre = make_person(make_board(classroom.school.municipality), role=RoleKind.SUPERVISOR)
    watching = page(signed_in(Client(), centre))
    assert "学校からの相談で、あなたの番のもの" in watching
    assert "連絡する家庭がここに出ます" not in watching


def test_a_roll_taken_elsewhere_is_awaited_and_not_asked_for(
    client: Client, classroom: Classroom
) -> None:
    School.objects.update(register_mode="elsewhere")
    with freeze(WEDNESDAY):
        browser = signed_in(client, make_person(classroom))
        found = page(browser)
        assert "取り込み待ち" in found
        assert "出欠をとる" not in found
        assert "まだとっていません" not in found


@pytest.mark.parametrize(
    ("role", "words", "leads_to"),
    [
        (RoleKind.NURSE, "あなたに引き継がれたことがあれば", "pupil:find"),
        (RoleKind.COUNSELLOR, "あなたに引き継がれたことがあれば", "pupil:find"),
        (RoleKind.OFFICE, "電話のあった子どもは「子ども」から", "pupil:find-to-note"),
    ],
)
def test_empty_day_tells_each_role_its_own(
    client: Client, classroom: Classroom, role: RoleKind, words: str, leads_to: str
) -> None:
    here = classroom.school
    place = make_board(here.municipality) if role == RoleKind.CENTRE_STAFF else here
    shown = page(signed_in(client, make_person(place, role=role)))
    assert words in shown
    assert "連絡する家庭がここに出ます" not in shown
    assert f'--small" href="{reverse(leads_to)}"' in shown


def test_a_day_made_free_is_said_instead_of_the_roll(client: Client, classroom: Classroom) -> None:
    browser = signed_in(client, make_person(classroom))
    roll(classroom, WEDNESDAY, make_actor(classroom))
    add_calendar(classroom.school, WEDNESDAY)
    shown = page(browser)
    assert "今日は休業になりました。とった出欠は数えません" in shown
    assert "出欠をとる" not in shown


def test_card_tells_reason_number_last_contact_and_days(
    client: Client, classroom: Classroom
) -> None:
    teacher = make_person(classroom)
    by = actor_of(teacher)
    one = pupils_of(classroom)[0]
    roll(classroom, date(2026, 5, 18), by, n1=ABSENT)
    with freeze(date(2026, 5, 18)):
        record_contact(
            pupil=one,
            way="call",
            reached="guardian",
            child_heard=True,
            child_seen=False,
            line="熱があると母から",
            next="",
            fields={},
            by=by,
        )
    roll(classroom, WEDNESDAY, by, n1=ABSENT)
    shown = page(signed_in(client, teacher))
    for words in (
        one.name,
        "042-754-1111",
        "tel:0427541111",
        "5月18日（月）",
        "電話、保護者とつながった",
        "2日前",
        "今年度の欠席2日",
        "連続欠席2日目の家庭訪問",
        "ページ　<a",
        reverse("pupil:contact", args=[one.pk]),
        "保存済み",
    ):
        assert words in shown, words
    assert '会った</dt><dd><span class="soft">記録がありません' in shown


def test_call_list_holds_contacts_with_room_to_write(client: Client, classroom: Classroom) -> None:
    teacher = signed_in(client, make_person(classroom))
    assert "今日連絡する家庭はありません" in page(teacher, "/today/call-list/")
    roll(classroom, WEDNESDAY, make_actor(classroom), n1=ABSENT, n2=ABSENT)
    shown = page(teacher, "/today/call-list/")
    assert "042-754-1111" in shown
    assert "番号がありません" in shown
    assert "電話連絡" in shown
    office = signed_in(Client(), make_person(classroom.school, role=RoleKind.OFFICE))
    assert "/today/call-list/" in page(office)
    whole = page(office, "/today/call-list/")
    assert "042-754-1111" in whole
    assert reverse("pupil:contact", args=[pupils_of(classroom)[0].pk]) in whole
    elsewhere = signed_in(Client(), make_person(make_school(), role=RoleKind.OFFICE))
    assert "今日連絡する家庭はありません" in page(elsewhere, "/today/call-list/")


@pytest.mark.parametrize(
    ("kind", "weekdays", "rings"),
    [
        ("shelter", "", False),
        ("protection", "", False),
        ("hospital", "", False),
        ("weekdays", "0", False),
        ("weekdays", "02", True),
        ("announced", "", True),
    ],
)
def test_nobody_rings_the_home_while_whereabouts_are_known(
    client: Client, classroom: Classroom, kind: str, weekdays: str, rings: bool
) -> None:
    for day in DAYS[-9:-1]:
        roll(classroom, day, make_actor(classroom.school, role=RoleKind.DEPUTY_HEAD), n1=ABSENT)
    kinds = Task.objects.filter(status="open").values_list("kind", flat=True)
    assert {"contact", "see"} <= set(kinds)
    Notice.objects.create(
        municipality=classroom.school.municipality,
        pupil=pupils_of(classroom)[0],
        kind=kind,
        weekdays=weekdays,
        first=WEDNESDAY,
        restricted=kind in RESTRICTED_NOTICES,
        at=now(),
    )
    teacher = signed_in(client, make_person(classroom))
    shown = page(teacher)
    assert ("042-754-1111" in shown) is rings
    assert ("今日は、家庭への電話や訪問をしません" in shown) is not rings
    form = page(teacher, reverse("pupil:contact", args=[pupils_of(classroom)[0].pk]))
    assert ("今日は、家庭への電話や訪問をしません" in form) is not rings
    assert "避難" not in shown
    assert "一時保護" not in shown
    office = signed_in(Client(), make_person(classroom.school, role=RoleKind.OFFICE))
    for browser in (teacher, office):
        assert ("042-754-1111" in page(browser, "/today/call-list/")) is rings


def test_shares_come_to_the_lead_and_unowned_work_to_the_manager(
    client: Client, classroom: Classroom
) -> None:
    lead = make_person(classroom.school, role=RoleKind.ATTENDANCE_LEAD)
    manager = make_person(classroom.school, role=RoleKind.PRINCIPAL)
    for day in DAYS[-3:]:
        roll(classroom, day, make_actor(classroom.school, role=RoleKind.DEPUTY_HEAD), n1=ABSENT)
    shown = page(signed_in(client, lead))
    pupil = pupils_of(classroom)[0]
    assert "校内での情報共有（連続3日）" in shown
    assert reverse("pupil:sharing-new", args=[pupil.pk]) in shown
    boss = signed_in(Client(), manager)
    assert boss.get("/today/unowned/").status_code == 200


def test_overdue_work_of_others_needs_a_hand(client: Client, classroom: Classroom) -> None:
    teacher = make_person(classroom)
    deputy = make_person(classroom, role=RoleKind.DEPUTY_HOMEROOM)
    roll(classroom, date(2026, 5, 19), actor_of(teacher), n1=ABSENT)
    shown = page(signed_in(client, deputy))
    assert "手助けがいること" in shown
    listed = page(client, "/today/hand/")
    assert teacher.name in listed
    assert "期限を過ぎています" in listed


def test_ten_days_without_a_review_are_owed_by_the_lead(
    client: Client, classroom: Classroom
) -> None:
    lead = make_person(classroom.school, role=RoleKind.ATTENDANCE_LEAD)
    by = actor_of(lead)
    pupil = pupils_of(classroom)[0]
    for day in DAYS[:9]:
        roll(classroom, day, by, n1=ABSENT)
    browser = signed_in(client, lead)
    assert "見直しの日が決まっていない子どもはいません" in page(browser, "/today/unreviewed/")
    roll(classroom, DAYS[9], by, n1=ABSENT)
    assert "見直しの日が決まっていない子ども" in page(browser)
    listed = page(browser, "/today/unreviewed/")
    assert pupil.name in listed
    assert "10日" in listed
    teacher = signed_in(Client(), make_person(classroom))
    assert teacher.get("/today/unreviewed/").status_code == 404
    assert "見直しの日が決まっていない子ども" not in page(teacher)
    principal = signed_in(Client(), make_person(classroom.school, role=RoleKind.PRINCIPAL))
    assert "見直しの日が決まっていない子ども" in page(principal)
    assert pupil.name in page(principal, "/today/unreviewed/")
    set_freeze(pupil=pupil, first=WEDNESDAY, last=WEDNESDAY, by=by)
    assert "見直しの日が決まっていない子どもはいません" in page(browser, "/today/unreviewed/")


def test_missing_pupils_and_rolls_not_taken_stand_above_all(client: Client) -> None:
    school = make_school(make_city())
    one, _ = make_class(school), make_class(school, name="2組")
    roll(one, WEDNESDAY, make_actor(one), n1=MarkInput(kind=Kind.MISSING))
    shown = page(signed_in(client, make_person(school, role=RoleKind.PRINCIPAL)))
    assert "所在がまだわからない子どもがいます" in shown
    assert "出欠の入っていない学級があります" in shown
    office = signed_in(Client(), make_person(school, role=RoleKind.OFFICE))
    for address in ("/", "/missing/notice/"):
        assert "所在がまだわからない子どもがいます" in page(office, address)


def test_many_pupils_stand_on_pages_and_can_be_searched(client: Client) -> None:
    room = make_class(pupils=60)
    teacher = make_person(room)
    roll(room, WEDNESDAY, actor_of(teacher), **{f"n{n}": ABSENT for n in range(1, 61)})
    shown = page(signed_in(client, teacher))
    assert "1–50件（全60件）" in shown
    assert "氏名でさがす" in shown


def test_search_narrows_by_every_word(client: Client, classroom: Classroom) -> None:
    teacher = make_person(classroom)
    odd = make_pupil(classroom, number=9, family_name="遠野", given_name="すず")
    roll(classroom, WEDNESDAY, actor_of(teacher), n1=ABSENT, n3=ABSENT)
    browser = signed_in(client, teacher)
    shown = browser.post("/", {"q": "遠野 すず"}).content.decode()
    assert odd.name in shown
    assert pupils_of(classroom)[0].name not in shown
    assert "見つかりませんでした" in browser.post("/", {"q": "いない"}).content.decode()


def test_a_task_that_was_handed_over_is_new_to_whoever_has_it_now(
    client: Client, classroom: Classroom
) -> None:
    lead = make_person(classroom, role=RoleKind.GRADE_LEAD)
    by = actor_of(make_person(classroom))
    with freeze(date(2026, 5, 18)):
        roll(classroom, date(2026, 5, 18), by, n1=ABSENT)
    task = Task.objects.get()
    end_task(task=task, status="handed_over", why="", by=by, handed_to=lead)
    shown = page(signed_in(client, lead))
    assert "引き継がれたこと" in shown
    assert "5月20日（水）から" in shown
    reopen_task(task=task, by=by)
    assert "移ってきたこと" in page(signed_in(Client(), by.person))


def test_who_stands_in_for_whom_from_when_to_when_is_said_to_both(classroom: Classroom) -> None:
    away, deputy = make_person(classroom), make_person(classroom, role=RoleKind.DEPUTY_HOMEROOM)
    other = make_person(make_class(classroom.school, name="2組"))
    said = {person: page(browser_of(person)) for person in (away, deputy, other)}
    assert not any("不在" in text for text in said.values())
    Leave.objects.create(
        municipality=away.municipality, person=away, first=DAYS[-2], last=date(2026, 5, 22)
    )
    between, work = (
        "5月19日（火）から5月22日（金）まで不在",
        f"学級担任（{classroom.label}）の仕事は、",
    )
    told = page(browser_of(deputy))
    assert f"{away.name}さんが{between}のため、{work}あなたに届きます" in told
    told = page(browser_of(away))
    assert f"あなたは{between}と登録されています。{work}{deputy.name}さんに届きます" in told
    assert "不在" not in page(browser_of(other))
    with freeze(date(2026, 5, 23)):
        assert "不在" not in page(browser_of(deputy))


def test_the_work_of_the_whole_school_goes_to_a_stand_in_by_its_name(classroom: Classroom) -> None:
    school = classroom.school
    lead = make_person(school, role=RoleKind.ATTENDANCE_LEAD)
    head = make_person(school, role=RoleKind.PRINCIPAL)
    Leave.objects.create(
        municipality=lead.municipality, person=lead, first=WEDNESDAY, last=WEDNESDAY
    )
    told = page(browser_of(head))
    assert f"{lead.name}さんが" in told
    room = f"（{classroom.label}）"
    works = f"学級担任{room}、学年主任{room}、不登校担当の仕事"
    assert f"5月20日（水）に不在のため、{works}は、あなたに届きます" in told
