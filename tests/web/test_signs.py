"""What was noticed: two touches from the class list, what waits, the meeting, every way out."""

from datetime import date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from tests.builders import (
    enrol,
    make_actor,
    make_city,
    make_class,
    make_person,
    make_school,
    pupils_of,
    roll,
)
from tests.web.school_life import browser_of
from tsunagu.access.actor import Actor
from tsunagu.access.deeds import Deed
from tsunagu.access.enums import RoleKind
from tsunagu.access.policy import Denied
from tsunagu.access.refusal import Refused
from tsunagu.attendance.actions import MarkInput
from tsunagu.audit.models import Event
from tsunagu.clock import JST, freeze, today
from tsunagu.org.models import Person
from tsunagu.school.models import Classroom, Enrolment, Pupil
from tsunagu.signs.actions import answer, notice, take_back
from tsunagu.signs.enums import AnswerKind
from tsunagu.signs.models import Sign, SignAnswer
from tsunagu.signs.queries import Waiting, told, waiting

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
R, K = RoleKind, AnswerKind
LIST, MEETING, CLASSES = (reverse(f"signs:{name}") for name in ("list", "meeting", "classes"))


@pytest.fixture
def room() -> Classroom:
    """A class of three in a city with Akashi's checklists."""
    return make_class(make_school(make_city(packs=["national", "akashi"])), pupils=3)


@pytest.fixture
def pupil(room: Classroom) -> Pupil:
    """The first of them."""
    return room.enrolments.order_by("number")[0].pupil


@pytest.fixture
def homeroom(room: Classroom) -> Person:
    """Its homeroom teacher."""
    return make_person(room)


@pytest.fixture
def by(room: Classroom) -> Actor:
    """A teacher of another class of the school."""
    return make_actor(room.school, role=R.TEACHER)


@pytest.fixture
def teacher(room: Classroom) -> Actor:
    """A homeroom teacher as one who acts."""
    return make_actor(room)


def see(pupil: Pupil, by: Actor, kind: str = "sign-face", note: str = "", days: int = 0) -> Sign:
    """Something noticed so many days ago."""
    day = today() - timedelta(days)
    return notice(pupil=pupil, kind=kind, point="", day=day, note=note, by=by)


def owed(by: Actor) -> list[Waiting]:
    """Who waits, as a page shows it."""
    rows = waiting(by, lambda pupils: pupils)
    told(by, rows)
    return rows


def at(hour: int, day: int = 20) -> datetime:
    """A time of May."""
    return datetime(2026, 5, day, hour, tzinfo=JST)


def text(browser: Client, url: str) -> str:
    """A page that is there."""
    found = browser.get(url)
    assert found.status_code == 200, url
    return found.content.decode()


def test_two_touches_from_the_class_list_write_what_was_seen(
    room: Classroom, pupil: Pupil, homeroom: Person
) -> None:
    browser = browser_of(homeroom)
    new = reverse("signs:new", args=[pupil.pk])
    of_class = reverse("signs:class", args=[room.pk])
    assert of_class in text(browser, CLASSES)
    assert f'href="{new}"' in text(browser, of_class)
    page = text(browser, new)
    for label in ("表情が冴えない", "休み時間、孤立している", "友人関係でトラブルがあった"):
        assert label in page
    said = browser.post(new, {"kind": "sign-face", "point": "", "day": today(), "note": ""})
    assert said["Location"] == of_class
    sign = Sign.objects.get()
    assert (sign.pupil, sign.kind, sign.by, sign.day) == (pupil, "sign-face", homeroom, today())
    assert Event.objects.get(deed=Deed.RECORD_SIGN, kind="sign").pupil == str(pupil.pk)
    row = text(browser, LIST)
    assert pupil.name in row
    assert "表情が冴えない" in row


def test_the_same_touch_twice_writes_once(pupil: Pupil, by: Actor) -> None:
    assert see(pupil, by) == see(pupil, by)
    assert Sign.objects.count() == 1


def test_who_teaches_elsewhere_writes_and_reads_nothing(
    room: Classroom, pupil: Pupil, homeroom: Person
) -> None:
    other = browser_of(make_person(make_class(room.school, name="2組", pupils=1), role=R.TEACHER))
    new = reverse("signs:new", args=[pupil.pk])
    given = {"kind": "sign-other", "day": today(), "note": "廊下で一人で泣いていた"}
    assert other.post(new, given).status_code == 302
    assert "廊下" not in text(other, new)
    for url in (LIST, MEETING, reverse("signs:pupil", args=[pupil.pk])):
        assert other.get(url).status_code == 404, url
    page = text(browser_of(homeroom), reverse("signs:pupil", args=[pupil.pk]))
    assert "廊下で一人で泣いていた" in page


@pytest.mark.parametrize(
    ("given", "told_so"),
    [
        ({"kind": "none"}, "一覧にある気づきから選んでください"),
        ({"kind": "sign-other"}, "「そのほか」のときは、見たことを書いてください"),
        ({"kind": "sign-face", "day": "2026-05-21"}, "今日までの28日のあいだ"),
        ({"kind": "sign-face", "day": "2026-04-21"}, "今日までの28日のあいだ"),
        ({"kind": "sign-face", "note": "あ" * 501}, "500"),
    ],
)
def test_what_cannot_be_written_is_told_and_kept(
    pupil: Pupil, homeroom: Person, given: dict[str, str], told_so: str
) -> None:
    posted = {"day": "2026-05-20", "point": "point-lunch"} | given
    found = browser_of(homeroom).post(reverse("signs:new", args=[pupil.pk]), posted)
    page = found.content.decode()
    assert found.status_code == 422
    assert told_so in page
    assert 'value="point-lunch" selected' in page
    assert posted.get("note", "") in page
    assert not Sign.objects.exists()


def test_a_day_four_weeks_ago_is_still_written(pupil: Pupil, by: Actor) -> None:
    assert see(pupil, by, days=28).day == date(2026, 4, 22)


@pytest.mark.parametrize("kind", [K.SPOKEN, K.NOT_NEEDED])
def test_an_answer_ends_the_waiting_until_something_new(
    pupil: Pupil, by: Actor, teacher: Actor, kind: AnswerKind
) -> None:
    with freeze(at(9)):
        see(pupil, by)
    with freeze(at(10)):
        answer(pupil=pupil, kind=kind, words="昼休みに話した", by=teacher)
        assert owed(teacher) == []
    with freeze(at(11)):
        see(pupil, by, "sign-alone")
    (row,) = owed(teacher)
    assert list(row.seen) == ["休み時間、孤立している"]


def test_the_meeting_has_whom_it_is_to_speak_about_until_it_has(
    pupil: Pupil, by: Actor, teacher: Actor, homeroom: Person
) -> None:
    browser = browser_of(homeroom)
    page = reverse("signs:pupil", args=[pupil.pk])
    see(pupil, by, days=3)
    see(pupil, by)
    assert pupil.name not in text(browser, MEETING)
    with pytest.raises(Refused, match="学年会にかけていない"):
        answer(pupil=pupil, kind=K.DISCUSSED, words="見守る", by=teacher)
    browser.post(page, {"act": "meeting", "meeting-words": "三人で話したい"})
    shown = text(browser, MEETING)
    for word in (pupil.name, "表情が冴えない", "5月17日（日）", "5月20日（水）", "三人で話したい"):
        assert word in shown
    assert "学年会にかける</h" not in text(browser, page)
    failed = browser.post(page, {"act": "discussed", "discussed-words": ""})
    assert failed.status_code == 422
    browser.post(page, {"act": "discussed", "discussed-words": "担任が明日の朝、声をかける"})
    assert pupil.name not in text(browser, MEETING)
    assert pupil.name not in text(browser, LIST)
    assert "担任が明日の朝、声をかける" in text(browser, page)
    with pytest.raises(Refused, match="もうありません"):
        answer(pupil=pupil, kind=K.SPOKEN, words="", by=teacher)


def test_not_needed_says_why(pupil: Pupil, by: Actor, teacher: Actor) -> None:
    see(pupil, by)
    with pytest.raises(Refused, match="わけを書いてください"):
        answer(pupil=pupil, kind=K.NOT_NEEDED, words=" ", by=teacher)
    assert not SignAnswer.objects.exists()


def test_a_case_begins_from_what_was_noticed(pupil: Pupil, by: Actor, homeroom: Person) -> None:
    see(pupil, by)
    browser = browser_of(homeroom)
    cases = f"{reverse('support:pupil', args=[pupil.pk])}?origin=sign"
    assert cases in text(browser, reverse("signs:pupil", args=[pupil.pk]))
    assert 'value="sign" selected' in text(browser, cases)


def test_what_was_written_by_mistake_is_taken_back_with_why(
    pupil: Pupil, by: Actor, teacher: Actor, homeroom: Person
) -> None:
    sign = see(pupil, by, note="別の子だった")
    browser, url = browser_of(homeroom), reverse("signs:sign", args=[sign.pk])
    assert browser.post(url, {"why": ""}).status_code == 422
    browser.post(url, {"why": "名前をまちがえた"})
    page = text(browser, reverse("signs:pupil", args=[pupil.pk]))
    assert "名前をまちがえた" in page
    assert owed(teacher) == []
    assert browser.get(url).status_code == 404
    with pytest.raises(Refused, match="もう取り消されて"):
        take_back(sign=Sign.objects.get(), why="もう一度", by=teacher)


def test_the_longest_waiting_stands_first(room: Classroom, by: Actor, teacher: Actor) -> None:
    first, second, third = (e.pupil for e in room.enrolments.order_by("number"))
    for child, days in ((first, 1), (second, 5), (third, 3), (first, 0)):
        see(child, by, days=days)
    rows = owed(teacher)
    assert [(row.pupil, row.days) for row in rows] == [(second, 5), (third, 3), (first, 1)]


def test_a_school_does_not_read_what_the_one_before_saw(
    room: Classroom, pupil: Pupil, by: Actor
) -> None:
    see(pupil, by, note="前の学校で見たこと")
    Enrolment.objects.filter(pupil=pupil).update(end=today())
    there = make_class(make_school(pupil.municipality, name="西小"), pupils=0)
    enrol(pupil, there, begin=today())
    browser = browser_of(make_person(there))
    assert "前の学校" not in text(browser, reverse("signs:pupil", args=[pupil.pk]))
    assert pupil.name not in text(browser, LIST)
    with pytest.raises(Denied):
        see(pupil, by)


def test_who_has_left_is_read_and_answered_and_waits_in_no_list(
    room: Classroom, pupil: Pupil, by: Actor
) -> None:
    see(pupil, by, note="最後の日に見たこと")
    Enrolment.objects.filter(pupil=pupil).update(end=today())
    browser = browser_of(make_person(room.school, role=R.PRINCIPAL))
    page = reverse("signs:pupil", args=[pupil.pk])
    assert "最後の日に見たこと" in text(browser, page)
    assert pupil.name not in text(browser, LIST)
    assert browser.post(page, {"act": "spoken", "spoken-words": ""}).status_code == 302
    assert "待っている気づきはありません" in text(browser, page)


def test_found_by_name_and_page_by_page(room: Classroom, by: Actor, homeroom: Person) -> None:
    big = make_class(room.school, name="3組", pupils=31)
    for one in big.enrolments.all():
        see(one.pupil, by)
    one = big.enrolments.order_by("number")[0].pupil
    Pupil.objects.filter(pk=one.pk).update(family_name="五百旗頭")
    browser = browser_of(make_person(room.school, role=R.PRINCIPAL))
    assert "全31件" in text(browser, LIST)
    assert "31–31件" in text(browser, f"{LIST}?page=2")
    found = browser.post(LIST, {"q": "五百旗"}).content.decode()
    assert "<caption>1人</caption>" in found
    assert "見つかりませんでした" in browser.post(LIST, {"q": "無人"}).content.decode()
    assert "いま、待っている子どもはいません" in text(browser_of(homeroom), LIST)


def test_fewer_by_grade_and_class_and_over_pages(
    room: Classroom, pupil: Pupil, by: Actor, homeroom: Person
) -> None:
    fourth = make_class(room.school, grade="P4", pupils=31)
    mixed = make_class(room.school, name="なかよし", grade="P3", pupils=1)
    Classroom.objects.filter(pk=mixed.pk).update(grades=",P3,P4,")
    make_class(room.school, name="2組", grade="P4", pupils=1)
    for one in (pupil, mixed.enrolments.get().pupil, *pupils_of(fourth)):
        see(one, by)
    browser = browser_of(make_person(room.school, role=R.PRINCIPAL))
    for of, count in (("P3", 2), ("P4", 31), (room.pk, 1), (mixed.pk, 1)):
        assert f"<caption>{count}人</caption>" in text(browser, f"{LIST}?of={of}"), of
    page = text(browser, f"{LIST}?of={fourth.pk}&page=2")
    assert "31–31件" in page
    assert f"?of={fourth.pk}&amp;page=1" in page
    empty = Classroom.objects.get(name="2組")
    assert "ここには、待っている子どもはいません" in text(browser, f"{LIST}?of={empty.pk}")
    elsewhere = make_class(make_school(room.municipality), pupils=1)
    assert "<caption>33人</caption>" in text(browser, f"{LIST}?of={elsewhere.pk}")
    assert 'name="of"' not in text(browser_of(homeroom), LIST)


def test_today_says_of_how_many_somebody_told_and_leads_to_them(
    room: Classroom, by: Actor, teacher: Actor, homeroom: Person
) -> None:
    pages = [browser_of(one) for one in (homeroom, make_person(room.school, role=R.PRINCIPAL))]
    for browser in pages:
        assert "まだだれも話していない" not in text(browser, reverse("today"))
    first, second, third = pupils_of(room)
    for child in (first, first, second):
        see(child, by, "sign-alone")
    for day in (18, 19, 20):
        with freeze(at(9, day)):
            roll(room, today(), teacher, n3=MarkInput(kind="present", late=True))
    assert len(owed(teacher)) == 3
    for browser in pages:
        page = text(browser, reverse("today"))
        assert (
            f'<a href="{LIST}?by=told">気づきがあり、まだだれも話していない子ども：2人</a>' in page
        )
        shown = text(browser, f"{LIST}?by=told")
        assert "<caption>2人</caption>" in shown
        assert third.name not in shown
    other = make_person(make_class(room.school, name="2組", pupils=1))
    assert "まだだれも話していない" not in text(browser_of(other), reverse("today"))
    with freeze(at(10)):
        answer(pupil=first, kind=K.SPOKEN, words="", by=teacher)
    assert "話していない子ども：1人" in text(pages[0], reverse("today"))


def test_without_a_checklist_there_are_words(by: Actor) -> None:
    room = make_class(make_school(make_city(code="011002", packs=["national"])), pupils=1)
    child = room.enrolments.get().pupil
    page = text(browser_of(make_person(room)), reverse("signs:new", args=[child.pk]))
    assert "そのほか（ことばで書く）" in page
    assert "表情が冴えない" not in page
