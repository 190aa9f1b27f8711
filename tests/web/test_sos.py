"""SOS from touch to answer: with the clock moved, everyone away, nobody signed in, ten times."""

import re
from collections.abc import Callable
from datetime import date, datetime
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.builders import (
    add_calendar,
    make_board,
    make_city,
    make_class,
    make_person,
    make_school,
)
from tests.conftest import StrictClient
from tests.doors.test_doors import other
from tests.rights.conftest import PAPERS
from tests.web.school_life import browser_of
from tests.web.test_portal import DOOR, OUT, PICTURES, bare, enter, read
from tsunagu.access.actor import actor_of
from tsunagu.access.enums import RoleKind
from tsunagu.access.models import Role
from tsunagu.access.policy import Denied
from tsunagu.audit.models import Event
from tsunagu.clock import JST, freeze, now
from tsunagu.doors.actions import give_pictures, open_class
from tsunagu.doors.kanji import beyond
from tsunagu.org.models import Leave, Person
from tsunagu.rights.actions import gather
from tsunagu.rights.enums import Capacity, ClaimKind
from tsunagu.rights.models import Claim
from tsunagu.school.models import Classroom
from tsunagu.signs.actions import answer, notice
from tsunagu.signs.enums import AnswerKind
from tsunagu.signs.words import SEEN, listed
from tsunagu.sos.models import KeptFrom, Sos, SosStep

pytestmark = pytest.mark.django_db
PAGE, SENT, LIST, DUTY, TODAY = (
    reverse(name) for name in ("sos:page", "sos:sent", "sos:list", "sos:duty", "today")
)


def at(day: int, hour: int, minute: int = 0, month: int = 5) -> datetime:
    """A moment of 2026; 20 May is a Wednesday."""
    return datetime(2026, month, day, hour, minute, tzinfo=JST)


class Life:
    """A school with a homeroom teacher, a nurse, a principal, and the board's supervisor."""

    def __init__(self) -> None:
        self.room = make_class(make_school(make_city()), grade="J2", pupils=2)
        school = self.room.school
        self.homeroom = self._named(self.room, RoleKind.HOMEROOM, "白藤", "しらふじ")
        self.nurse = self._named(school, RoleKind.NURSE, "月野", "つきの")
        self.principal = self._named(school, RoleKind.PRINCIPAL, "朝霧", "あさぎり")
        board = make_board(self.room.municipality)
        self.supervisor = self._named(board, RoleKind.SUPERVISOR, "久遠", "くおん")
        self.code = open_class(classroom=self.room, by=actor_of(self.homeroom))
        given = give_pictures(enrolments=self.room.enrolments.all(), by=actor_of(self.homeroom))
        self.own = {one.enrolment.number: list(one.pictures) for one in given}
        self.child = self.room.enrolments.get(number="1").pupil

    def _named(self, place: object, role: RoleKind, family: str, kana: str) -> Person:
        person = make_person(place, role=role, family_name=family)  # type: ignore[arg-type]
        person.kana = kana
        person.save()
        return person

    def tablet(self) -> StrictClient:
        """A tablet of the class with nobody in."""
        browser = StrictClient()
        browser.post(DOOR, {"code": self.code.code})
        return browser

    def inside(self) -> StrictClient:
        """A tablet with the first child in."""
        browser = self.tablet()
        assert enter(browser, "1", self.own["1"])
        return browser

    def sees(self, person: Person) -> bool:
        """Does the one SOS stand on somebody's list, their Today, and is its page there?"""
        browser, one = browser_of(person), reverse("sos:one", args=[Sos.objects.get().pk])
        opens = browser.get(one).status_code == 200
        for url in (LIST, TODAY):
            assert (one in read(browser.get(url))) == opens, url
        return opens


@pytest.fixture
def life() -> Life:
    """On a Wednesday at ten."""
    with freeze(at(20, 10)):
        return Life()


def touch(browser: StrictClient, **chosen: object) -> str:
    """Send, as the page offers it; where that leads."""
    token = re.search(r'name="token" value="([^"]+)"', read(browser.get(f"{PAGE}?new=1")))
    assert token
    answer = browser.post(PAGE, {"token": token.group(1), **chosen})
    return answer.headers.get("Location", "")


def test_nothing_need_be_chosen_and_the_receipt_says_who_reads_by_when(life: Life) -> None:
    with freeze(at(20, 10)):
        child = life.inside()
        assert "10<ruby>時" not in read(child.get(PAGE))
        assert "10時20分までに" in bare(read(child.get(PAGE)))
        assert touch(child) == SENT
        page = read(child.get(SENT))
        assert "<ruby>白藤<rt>しらふじ</rt></ruby>先生" in page
        assert "10時20分までに" in page
        assert Sos.objects.get().pupil == life.child
        assert life.sees(life.homeroom)
        assert "することはありません" not in read(browser_of(life.homeroom).get(TODAY))
        assert not life.sees(life.nurse)
        assert not life.sees(life.supervisor)


def test_unread_in_school_hours_it_goes_to_the_next_and_at_last_to_the_board(life: Life) -> None:
    with freeze(at(20, 10)):
        touch(life.inside())
    for minute, who in ((20, life.nurse), (40, life.principal)):
        with freeze(at(20, 10, minute - 1)):
            assert not life.sees(who)
        with freeze(at(20, 10, minute)):
            assert life.sees(who)
    with freeze(at(20, 11)):
        assert life.sees(life.supervisor)
        assert life.sees(life.homeroom)


def test_read_answered_and_all_right(life: Life) -> None:
    with freeze(at(20, 10)):
        child = life.inside()
        touch(child, whom=str(life.nurse.pk), about=["friends", "hurt"], how="talk")
        nurse, one = browser_of(life.nurse), reverse("sos:one", args=[Sos.objects.get().pk])
        assert "友だちのこと、いやなことをされる" in read(nurse.get(one))
        assert SosStep.objects.count() == 0, "opening is not reading"
        for _ in range(2):
            nurse.post(one, {"act": "read"})
        assert SosStep.objects.get().by == life.nurse
        assert "読みました" in bare(read(child.get(SENT)))
        assert not life.sees(life.homeroom)
    with freeze(at(20, 15)):
        assert not life.sees(life.supervisor)
    with freeze(at(20, 10, 30)):
        past = {"act": "meet", "meet-day": "2026-05-19", "meet-time": "12:30"}
        assert nurse.post(one, past | {"meet-place": "nurse_room"}).status_code == 422
        soon = past | {"meet-day": "2026-05-21", "meet-place": "nurse_room"}
        hard = nurse.post(one, soon | {"meet-words": "憂鬱なときは"})
        assert "憂、鬱" in read(hard)
        assert nurse.post(one, soon).status_code == 302
        page = read(child.get(SENT))
        assert "明日 12時30分に話しましょう" in page
        assert "保健室" in page
        chosen = {"act": "reply", "reply-phrases": ["thanks", "together"]}
        assert nurse.post(one, chosen).status_code == 302
        assert "ありがとう" in read(child.get(SENT))
        key = Sos.objects.get().key
        child.post(SENT, {"say": "all_right", "key": str(key)})
        assert "もうだいじょうぶ" in read(nurse.get(one))
        done = {"act": "close", "close-words": "昼休みに話した"}
        assert nurse.post(one, {"act": "close"}).status_code == 422
        assert nurse.post(one, done).status_code == 302
        assert "昼休みに話した" not in read(child.get(SENT))
        assert one not in read(nurse.get(TODAY))
    with freeze(at(21, 9)):
        child = life.inside()
        for _ in range(3):
            child.post(SENT, {"say": "not_yet", "key": str(key)})
        assert SosStep.objects.filter(move="not_yet").count() == 1
        assert one in read(browser_of(life.nurse).get(TODAY))
        assert "9時20分までに" in read(child.get(SENT))


def test_read_and_never_answered_it_is_shown_to_the_next_too(life: Life) -> None:
    with freeze(at(20, 10)):
        touch(life.inside())
        one = reverse("sos:one", args=[Sos.objects.get().pk])
        browser_of(life.homeroom).post(one, {"act": "read"})
    with freeze(at(20, 11, 59)):
        assert not life.sees(life.nurse)
    with freeze(at(20, 12)):
        assert life.sees(life.nurse)
        assert life.sees(life.homeroom)


def test_not_my_homeroom_teacher_for_ever(life: Life) -> None:
    with freeze(at(20, 10)):
        child = life.inside()
        touch(child, whom=str(life.nurse.pk), not_homeroom="1")
        assert KeptFrom.objects.get().person == life.homeroom
        assert "担任には知らせないで" in read(
            browser_of(life.nurse).get(reverse("sos:one", args=[Sos.objects.get().pk]))
        )
        assert not life.sees(life.homeroom)
        # Neither as the one who is handed it, nor in any role that comes later.
        handing = {"act": "pass", "pass-to": str(life.homeroom.pk), "pass-words": "お願いします"}
        one = reverse("sos:one", args=[Sos.objects.get().pk])
        assert browser_of(life.nurse).post(one, handing).status_code == 422
        for kind in (RoleKind.NURSE, RoleKind.PRINCIPAL):
            Role.objects.create(
                municipality=life.room.municipality,
                person=life.homeroom,
                organisation=life.room.school,
                kind=kind,
                first=date(2026, 4, 1),
            )
        later = make_person(life.room, role=RoleKind.DEPUTY_HOMEROOM)
    for moment in (at(20, 12), at(20, 23), at(22, 12), at(9, 10, month=9)):
        with freeze(moment):
            assert not life.sees(life.homeroom)
            assert not life.sees(later)
            assert life.sees(life.supervisor) or moment == at(20, 12)


def test_pictures_that_the_teacher_hands_out_tell_nothing_of_what_was_kept_before(
    life: Life,
) -> None:
    told = ("月野", "12時30分", "保健室", "まっているね")
    with freeze(at(20, 10)):
        child = life.inside()
        touch(child, whom=str(life.nurse.pk), not_homeroom="1")
        nurse, one = browser_of(life.nurse), reverse("sos:one", args=[Sos.objects.get().pk])
        meeting = {"act": "meet", "meet-day": "2026-05-20", "meet-time": "12:30"}
        nurse.post(one, meeting | {"meet-place": "nurse_room", "meet-words": "まっているね"})
        page = bare(read(child.get(SENT)))
        assert not [one for one in told if one not in page]
    with freeze(at(20, 11)):
        mine = life.room.enrolments.filter(number="1")
        (given,) = give_pictures(enrolments=mine, by=actor_of(life.homeroom))
        life.own["1"] = list(given.pictures)
        later = life.inside()
        assert "まだ何も送っていません" in bare(read(later.get(SENT)))
        assert SENT not in read(later.get(PAGE))
        said = {"say": "all_right", "key": str(Sos.objects.get().key)}
        later.post(SENT, said)
        assert not SosStep.objects.filter(move="all_right").exists()
        by_account = later.session
        by_account["child"]["by_account"] = True
        by_account.save()
        page = bare(read(later.get(SENT)))
        assert not [one for one in told if one not in page]
        later.post(SENT, said)
        assert SosStep.objects.filter(move="all_right").exists()


def test_at_night_lines_stand_first_and_the_board_is_told_at_once(life: Life) -> None:
    with freeze(at(22, 21)):
        child = life.inside()
        page = bare(read(child.get(PAGE)))
        assert "学校の人がいない時間です" in page
        assert "5月25日" in page
        assert "sos--lines-first" in read(child.get(PAGE))
        assert page.index("24時間子供SOSダイヤル") < page.index("チャイルドライン")
        touch(child)
        assert life.sees(life.supervisor)
        assert life.sees(life.homeroom)
        assert "教育委員会の人にとどいています" in bare(read(child.get(SENT)))
    with freeze(at(25, 8, 35)):
        assert life.sees(life.nurse)


def test_in_the_long_holidays_it_says_so_and_the_board_reads_on_working_days(life: Life) -> None:
    add_calendar(life.room.municipality, date(2026, 7, 21), date(2026, 8, 31))
    with freeze(at(3, 10, month=8)):
        child = life.inside()
        page = bare(read(child.get(PAGE)))
        assert "sos--lines-first" in read(child.get(PAGE))
        assert "9月1日（火） 8時35分までに" in page
        assert "今日 10時20分まで" in page
        touch(child)
        assert life.sees(life.supervisor)
    with freeze(at(5, 10, month=8)):
        assert not life.sees(life.nurse)


def test_on_duty_is_whom_the_board_has_set_and_the_lack_is_owed(life: Life) -> None:
    with freeze(at(20, 10)):
        supervisor = browser_of(life.supervisor)
        assert DUTY in read(supervisor.get(TODAY))
        assert browser_of(life.homeroom).get(DUTY).status_code == 404
        lead = make_person(
            Role.objects.get(person=life.supervisor).organisation,
            role=RoleKind.LEAD_COUNSELLOR,
        )
        given = {"valid_from": "2026-05-20", "role": "lead_counsellor", "phone": "078-000-0000"}
        assert supervisor.post(DUTY, given | {"phone": "でんわ"}).status_code == 422
        assert supervisor.post(DUTY, given | {"valid_from": "2026-05-19"}).status_code == 422
        assert supervisor.post(DUTY, given).status_code == 302
        assert DUTY not in read(supervisor.get(TODAY))
    with freeze(at(22, 21)):
        child = life.inside()
        assert 'href="tel:0780000000"' in read(child.get(PAGE))
        touch(child)
        assert life.sees(lead)
        assert not life.sees(life.supervisor)


def test_everyone_away_goes_to_the_board(life: Life) -> None:
    with freeze(at(20, 10)):
        for person in (life.homeroom, life.nurse, life.principal):
            Leave.objects.create(
                municipality=life.room.municipality,
                person=person,
                first=date(2026, 5, 20),
                last=date(2026, 5, 20),
            )
        child = life.inside()
        touch(child)
        assert life.sees(life.supervisor)
        assert not life.sees(life.homeroom)
        assert "10時20分までに" in bare(read(child.get(SENT)))


def test_somebody_outside_school_is_the_board_alone(life: Life) -> None:
    with freeze(at(20, 10)):
        touch(life.inside(), whom="outside")
    with freeze(at(21, 16)):
        assert life.sees(life.supervisor)
        for person in (life.homeroom, life.nurse, life.principal):
            assert not life.sees(person)


def test_handed_on_with_why(life: Life) -> None:
    with freeze(at(20, 10)):
        touch(life.inside())
        one = reverse("sos:one", args=[Sos.objects.get().pk])
        homeroom = browser_of(life.homeroom)
        handing = {"act": "pass", "pass-to": str(life.principal.pk)}
        assert homeroom.post(one, handing).status_code == 422
        assert homeroom.post(one, handing | {"pass-words": "出張のため"}).status_code == 302
        assert life.sees(life.principal)
        assert not life.sees(life.nurse)


def test_who_read_it_and_is_away_the_next_day_is_stood_in_for(life: Life) -> None:
    with freeze(at(20, 10)):
        touch(life.inside())
        one = reverse("sos:one", args=[Sos.objects.get().pk])
        browser_of(life.homeroom).post(one, {"act": "read"})
        assert not life.sees(life.nurse)
    Leave.objects.create(
        municipality=life.room.municipality,
        person=life.homeroom,
        first=date(2026, 5, 21),
        last=date(2026, 5, 21),
    )
    with freeze(at(21, 8, 20)):
        assert life.sees(life.nurse)


def test_ten_touches_make_one_and_two_wishes_two(life: Life) -> None:
    with freeze(at(20, 10)):
        child, token = life.inside(), str(uuid4())
        for _ in range(10):
            assert child.post(PAGE, {"token": token, "how": "talk"}).status_code == 302
        assert Sos.objects.count() == 1
        assert Event.objects.filter(deed="sos.own").count() == 1
        child.post(PAGE, {"token": token, "how": "write"})
        assert Sos.objects.count() == 2


def test_without_sign_in_and_without_a_code(life: Life) -> None:
    with freeze(at(20, 10)):
        browser = StrictClient()
        page = read(browser.get(PAGE))
        assert life.child.name not in page
        assert life.homeroom.family_name not in page
        chosen = {"school": str(life.room.school.pk), "whom": "nurse", "called": "2の1"}
        assert touch(browser, **chosen) == SENT
        sos = Sos.objects.get()
        assert (sos.pupil, sos.school, sos.wanted_role) == (None, life.room.school, "nurse")
        assert life.sees(life.nurse)
        page = read(browser.get(SENT))
        assert "月野" in page
        assert "2の1" not in page
        names = {name for name, cookie in browser.cookies.items() if cookie.value}
        assert names == {"csrftoken", "sos"}
        assert browser.cookies["sos"]["max-age"] == ""
        assert str(sos.key) not in read(StrictClient().get(SENT))
        browser.post(SENT, {"say": "leave"})
        assert "月野" not in read(browser.get(SENT))
        assert touch(StrictClient()) == SENT, "even the school may be left out"


def test_a_receipt_tells_the_next_child_who_reads_and_nothing_that_was_said(life: Life) -> None:
    with freeze(at(20, 10)):
        tablet = life.tablet()
        touch(tablet, whom=str(life.nurse.pk))
        assert "月野" in read(tablet.get(SENT))
        nurse, one = browser_of(life.nurse), reverse("sos:one", args=[Sos.objects.get().pk])
        meeting = {"act": "meet", "meet-day": "2026-05-20", "meet-time": "12:30"}
        nurse.post(one, meeting | {"meet-place": "nurse_room", "meet-words": "まっているね"})
        nurse.post(one, {"act": "reply", "reply-phrases": ["not_your_fault"]})
        page = re.sub("<rt>.*?</rt>|<[^>]+>", "", read(tablet.get(SENT)))
        assert "月野先生が待っています" in page
        assert not [one for one in ("12時30分", "保健室", "まっているね", "わるく") if one in page]
        tablet.post(SENT, {"say": "all_right", "key": str(Sos.objects.get().key)})
        assert "端末から「もうだいじょうぶ」" in read(nurse.get(one))
        assert "端末から：もうだいじょうぶ" in read(nurse.get(LIST))
    with freeze(at(20, 22, 1)):
        assert "月野" not in read(tablet.get(SENT))


@pytest.mark.parametrize("leaving", ["in", "out"])
def test_a_receipt_ends_as_somebody_comes_in_or_leaves(life: Life, leaving: str) -> None:
    with freeze(at(20, 10)):
        tablet = life.tablet()
        touch(tablet)
        assert tablet.cookies["sos"].value
        if leaving == "in":
            assert enter(tablet, "2", life.own["2"])
        else:
            tablet.post(OUT)
        assert not tablet.cookies["sos"].value


def test_of_several_cities_the_school_says_which(life: Life) -> None:
    with freeze(at(20, 10)):
        make_class(make_school(make_city(name="となり市")), pupils=0)
        browser = StrictClient()
        answer = browser.post(PAGE, {"words": "たすけて"})
        assert answer.status_code == 422
        assert "たすけて" in read(answer)
        assert touch(browser, school=str(life.room.school.pk), words="たすけて") == SENT


def test_while_the_picture_password_waits(life: Life) -> None:
    with freeze(at(20, 10)):
        tablet = life.tablet()
        for _ in range(6):
            tablet.post(PICTURES, {"number": "1", "chosen": other(life.own["1"])})
        assert enter(tablet, "1", life.own["1"]) == ""
        assert PAGE in read(tablet.get(DOOR))
        assert touch(tablet) == SENT
        assert life.sees(life.homeroom)


def test_a_tablets_class_keeps_it_from_its_teacher_too(life: Life) -> None:
    with freeze(at(20, 10)):
        beside = make_class(life.room.school, grade="J2", name="2組", pupils=0)
        beside_teacher = make_person(beside)
        touch(life.tablet(), not_homeroom="1")
        assert not life.sees(life.homeroom)
        kept = set(KeptFrom.objects.values_list("person", flat=True))
        assert kept == {life.homeroom.pk, beside_teacher.pk}, "it may be another class's child"
        assert life.sees(life.nurse)
        Sos.objects.all().delete()
        touch(StrictClient(), school=str(life.room.school.pk), not_homeroom="1")
        assert KeptFrom.objects.count() == 2


def test_abusive_text_is_read_like_any_other(life: Life) -> None:
    with freeze(at(20, 10)):
        child, bad = life.inside(), "しね<script>alert(1)</script>"
        assert touch(child, words=bad) == SENT
        one = reverse("sos:one", args=[Sos.objects.get().pk])
        page = read(browser_of(life.homeroom).get(one))
        assert "しね&lt;script&gt;" in page
        assert touch(child, words="またね") == SENT, "nobody is shut out"
        long = child.post(PAGE, {"words": "あ" * 501, "about": ["home"], "whom": "outside"})
        assert long.status_code == 422
        assert "五百" in read(long)
        assert "あ" * 501 in read(long)
        assert re.search(r'value="home" checked', read(long))


def test_a_flood_from_nobody_is_kept_whole_folded_and_asks_for_one_more_touch(life: Life) -> None:
    with freeze(at(20, 10)):
        tablet = life.tablet()
        for _ in range(6):
            assert tablet.post(PAGE, {"token": str(uuid4())}).status_code == 302
        assert Sos.objects.count() == 6
        assert 'id="sos"' not in read(tablet.get(PAGE))
        assert 'id="sos"' in read(tablet.get(f"{PAGE}?new=1"))
        assert 'id="sos"' in read(life.inside().get(PAGE)), "who is known has no more touches"
        for url in (LIST, TODAY):
            assert "名前のないSOS 6件" in read(browser_of(life.homeroom).get(url))


def test_a_flood_of_hundreds_closes_no_page_and_keeps_nothing_from_going_on(life: Life) -> None:
    def come(number: int) -> None:
        city, room = life.room.municipality, life.room
        rows = [
            Sos(municipality=city, key=uuid4(), school=room.school, classroom=room, at=now())
            for _ in range(number)
        ]
        Sos.objects.bulk_create(rows)

    with freeze(at(20, 10)):
        come(5)
        first = reverse("sos:one", args=[Sos.objects.first().pk])  # type: ignore[union-attr]
    with freeze(at(20, 10, 30)):
        touch(life.inside())
        own, asked = reverse("sos:one", args=[Sos.objects.latest("at").pk]), {}
        homeroom, nurse = browser_of(life.homeroom), browser_of(life.nurse)
        for number in (15, 300):
            come(number)
            for url in (LIST, TODAY, own):
                with CaptureQueriesContext(connection) as run:
                    page = read(homeroom.get(url))
                asked[number, url] = len(run)
            assert f"名前のないSOS {Sos.objects.count() - 1}件" in read(homeroom.get(TODAY))
        assert all(asked[15, url] == asked[300, url] for url in (LIST, TODAY, own)), asked
        page = read(homeroom.get(LIST))
        assert own in page
        assert page.count('href="/sos/waiting/') < 30
        assert "ほかの300件は" in page
        assert first in read(nurse.get(LIST)), "what has gone on is not hidden by what came since"
        wants = {"not_homeroom": True, "at": now()}
        Sos.objects.filter(pupil=None, at=now()).update(**wants)
        assert "名前のないSOS 5件" in read(homeroom.get(TODAY)), "what is kept is not counted"


def test_the_board_asks_as_much_for_one_school_as_for_three(life: Life) -> None:
    with freeze(at(22, 21)):
        counts = []
        for _ in range(3):
            school = make_class(make_school(life.room.municipality), pupils=0).school
            touch(StrictClient(), school=str(school.pk))
            supervisor = browser_of(life.supervisor)
            supervisor.get(LIST)
            with CaptureQueriesContext(connection) as run:
                supervisor.get(LIST)
            counts.append(len(run))
        assert len(set(counts)) == 1, counts


def test_one_child_sees_nothing_of_anothers(life: Life) -> None:
    with freeze(at(20, 10)):
        child = life.inside()
        touch(child, words="ひみつ")
        child.post(OUT)
        assert enter(child, "2", life.own["2"])
        assert "白藤" not in read(child.get(SENT))
        key = Sos.objects.get().key
        child.post(SENT, {"say": "all_right", "key": str(key)})
        child.cookies["sos"] = str(key)
        child.post(OUT)
        child.post(SENT, {"say": "all_right", "key": str(key)})
        assert SosStep.objects.count() == 0


def test_it_ticks_itself_as_a_sign_but_not_for_the_homeroom_teacher_it_is_kept_from(
    life: Life,
) -> None:
    signs, meeting = reverse("signs:list"), reverse("signs:meeting")
    with freeze(at(20, 10)):
        touch(life.inside(), words="ひみつ")
        for person in (life.homeroom, life.nurse):
            page = read(browser_of(person).get(signs))
            assert "SOSを送った" in page
            assert "ひみつ" not in page
        Sos.objects.all().delete()
        touch(life.inside(), not_homeroom="1")
        assert "SOSを送った" in read(browser_of(life.nurse).get(signs))
        assert "SOSを送った" not in read(browser_of(life.homeroom).get(signs))
        later = make_person(life.room, role=RoleKind.DEPUTY_HOMEROOM)
        assert "SOSを送った" not in read(browser_of(later).get(signs))
        answer(pupil=life.child, kind=AnswerKind.MEETING, words="", by=actor_of(life.nurse))
        assert "SOSを送った" not in read(browser_of(life.nurse).get(meeting)), "paper lies about"
        Sos.objects.all().delete()
        touch(life.inside(), whom="outside")
        assert "SOSを送った" not in read(browser_of(life.nurse).get(signs))


def test_what_was_done_about_one_that_is_kept_is_kept_too(life: Life) -> None:
    page, meeting = reverse("signs:pupil", args=[life.child.pk]), reverse("signs:meeting")
    with freeze(at(20, 10)):
        touch(life.inside(), not_homeroom="1")
        nurse, homeroom = browser_of(life.nurse), browser_of(life.homeroom)
        assert "担任の画面と学年会の紙に出ません" in read(nurse.get(page))
        answer(pupil=life.child, kind=AnswerKind.MEETING, words="SOSの話", by=actor_of(life.nurse))
        assert "SOSの話" in read(nurse.get(reverse("signs:list")))
        for told in (homeroom.get(page), homeroom.get(reverse("signs:list")), nurse.get(meeting)):
            assert "SOSの話" not in read(told)
        answer(pupil=life.child, kind=AnswerKind.SPOKEN, words="SOSの話", by=actor_of(life.nurse))
    with freeze(at(20, 11)):
        later = make_person(life.room, role=RoleKind.DEPUTY_HOMEROOM)
        assert read(browser_of(life.principal).get(page)).count("SOSの話") == 2
        for person in (life.homeroom, later):
            assert "SOSの話" not in read(browser_of(person).get(page))
        notice(
            pupil=life.child,
            kind=listed(life.room.municipality, SEEN[0], now().date())[0].id,
            point="",
            day=now().date(),
            note="",
            by=actor_of(life.nurse),
        )
        assert "願っているSOS" not in read(browser_of(life.nurse).get(page)), "it was answered"
        answer(pupil=life.child, kind=AnswerKind.SPOKEN, words="別の話", by=actor_of(life.nurse))
        assert "別の話" in read(browser_of(later).get(page))


def test_a_manager_it_is_kept_from_finds_it_neither_by_looks_nor_by_a_claim(life: Life) -> None:
    looked = reverse("audit:pupil", args=[life.child.pk])
    as_file = reverse("audit:pupil-csv", args=[life.child.pk])
    with freeze(at(20, 10)):
        Role.objects.create(
            municipality=life.room.municipality,
            person=life.homeroom,
            organisation=life.room.school,
            kind=RoleKind.DEPUTY_HEAD,
            first=date(2026, 4, 1),
        )
        touch(life.inside(), not_homeroom="1")
        nurse, one = browser_of(life.nurse), reverse("sos:one", args=[Sos.objects.get().pk])
        for url in (LIST, one):
            nurse.get(url)
        nurse.post(one, {"act": "read"})
        answer(pupil=life.child, kind=AnswerKind.SPOKEN, words="", by=actor_of(life.nurse))
        told = [
            "子どものSOSを開いた",
            "子どものSOSの一覧で見た",
            "子どもがSOSを送った",
            "SOSを読んだと伝えた",
            "気づいたことについてしたことを記録した",
        ]
        deputy, principal = browser_of(life.homeroom), browser_of(life.principal)
        for url in (looked, as_file):
            assert [one for one in told if one not in read(principal.get(url))] == []
            assert [one for one in told if one in read(deputy.get(url))] == []
        asked = {"kind": ClaimKind.DISCLOSURE, "asked_by": "子ども", "capacity": Capacity.CHILD}
        asked |= {"papers": PAPERS, "received_on": "2026-05-20"}
        came = deputy.post(reverse("rights:new", args=[life.child.pk]), asked)
        assert came.headers["Location"] == reverse("rights:list")
        claim = Claim.objects.get()
        assert principal.get(reverse("rights:page", args=[claim.pk])).status_code == 200
        for name in ("page", "items"):
            assert deputy.get(reverse(f"rights:{name}", args=[claim.pk])).status_code == 404
        with pytest.raises(Denied):
            gather(claim=claim, by=actor_of(life.homeroom))
        assert gather(claim=claim, by=actor_of(life.principal)) > 0


@pytest.mark.parametrize("grade", ["P1", "P4", "J2"])
def test_a_child_of_the_grade_can_read_all_of_it(
    grade: str, life: Life, set_grade: Callable[[Classroom, str], None]
) -> None:
    set_grade(life.room, grade)
    known = {"P1": 1, "P4": 4, "J2": 6}[grade]
    with freeze(at(22, 21)):
        child = life.inside()
        touch(child)
        one = reverse("sos:one", args=[Sos.objects.get().pk])
        boss = browser_of(life.supervisor)
        boss.post(one, {"act": "reply", "reply-phrases": ["come", "look"]})
        boss.post(one, {"act": "pass", "pass-to": str(life.nurse.pk), "pass-words": "朝に"})
        for url in (PAGE, SENT):
            assert not beyond(bare(read(child.get(url))), known), url
        assert not beyond(bare(read(life.tablet().get(PAGE))), 0)


@pytest.fixture
def set_grade() -> Callable[[Classroom, str], None]:
    """Let a class be of another grade."""

    def set_it(room: Classroom, grade: str) -> None:
        room.grades = f",{grade},"
        room.save()

    return set_it
