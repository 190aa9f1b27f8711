"""Walks the pages that the users' guide shows, in the demo city, and keeps the guide's pictures.

`TSUNAGU_PICTURES=docs/guide/pictures pytest tests/journeys/test_guide_pictures.py` draws them anew.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from django.db.models import Count
from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import PICTURES, Enter
from tsunagu.access.actor import actor_of
from tsunagu.access.enums import RoleKind
from tsunagu.access.models import Account, Role
from tsunagu.attendance.models import Mark, RollCall
from tsunagu.cases.models import Share
from tsunagu.clock import now, today
from tsunagu.demo.actions import make_demo
from tsunagu.demo.writing.families import NAME as FAMILY
from tsunagu.demo.writing.people import PASSWORD
from tsunagu.doors.actions import give_pictures
from tsunagu.doors.models import ClassCode
from tsunagu.doors.pictures import PICTURES as PICTURE_WORDS
from tsunagu.org.models import Person
from tsunagu.oversight.enums import Unusual
from tsunagu.oversight.models import Finding
from tsunagu.response.models import Contact
from tsunagu.rights.actions import gather, receive
from tsunagu.rights.enums import Capacity, ClaimKind
from tsunagu.school.enums import RegisterMode, Stage
from tsunagu.school.models import Classroom, Enrolment, School
from tsunagu.signs.models import CheckIn, Visit

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
]
GUIDE = Path(__file__).parents[2] / "docs" / "guide"
SHOWN = re.compile(r"!\[[^\]]+\]\(pictures/([a-z0-9-]+)\.png\)")
LINKED = re.compile(r"\]\(([^)#]+\.md)\)")
DAY = date(2026, 10, 14)
SECOND_DAY = "連続欠席2日目の家庭訪問"
COMING = {
    "family_name": "小鳥遊",
    "given_name": "ひなた",
    "family_kana": "たかなし",
    "given_kana": "ひなた",
    "birth_date": "2024-06-01",
    "day": "2027-04-01",
}
SIZES = {"phone": (390, 720), "tablet": (820, 900), "desktop": (1100, 720)}


@dataclass
class Walk:
    """The way through the demo city; `kept` are the pictures taken so far."""

    enter: Enter
    open_page: Callable[..., Page]
    server: str
    kept: set[str] = field(default_factory=set)

    def go(self, who: str | Person, address: str, size: str = "desktop") -> Page:
        """A page as somebody sees it: the demo's user name, or a person."""
        if isinstance(who, str):
            who = Account.objects.get(username=who).person
        page = self.enter(who, address, size)
        width, height = SIZES[size]
        page.set_viewport_size({"width": width, "height": height})
        return page

    def keep(self, page: Page, name: str, at: Locator | None = None) -> None:
        """A picture of what the window shows, from the top or with a place at its top."""
        if at is None:
            page.evaluate("scrollTo(0, 0)")
        else:
            at.evaluate("place => scrollTo(0, place.getBoundingClientRect().top + scrollY - 20)")
        self.kept.add(name)
        if PICTURES:
            page.screenshot(path=Path(PICTURES) / f"{name}.png", animations="disabled")


def homeroom_of(room: Classroom) -> Person:
    """The homeroom teacher of a class."""
    role = Role.objects.get(classroom=room.pk, kind=RoleKind.HOMEROOM)
    return role.person


def card_of(page: Page, why: str) -> Locator:
    """The first card on today's page that names this reason."""
    return page.locator(".task-card").filter(has_text=why).first


def sign_in(walk: Walk) -> None:
    page = walk.open_page("desktop")
    page.set_viewport_size({"width": 1100, "height": 560})
    page.goto(f"{walk.server}/accounts/login/")
    page.get_by_label("利用者ID").fill("tannin")
    walk.keep(page, "sign-in")
    page = walk.go("tannin", "/", "phone")
    page.locator(".phone-menu > summary").click()
    walk.keep(page, "menu-phone")


def roll(walk: Walk) -> None:
    taken = RollCall.objects.filter(day=today()).values("classroom")
    rooms = Classroom.objects.filter(school__stage=Stage.ELEMENTARY, school_year=today().year)
    rooms = rooms.exclude(pk__in=taken).annotate(children=Count("enrolments"))
    room = rooms.order_by("-children", "pk")[0]
    page = walk.go(homeroom_of(room), f"/roll/{room.pk}/{today()}/", "tablet")
    walk.keep(page, "roll-new")
    page.locator(".tile__main").nth(4).click()
    walk.keep(page, "roll-absent")
    page.locator("details[open] .pill", has_text="病気").first.click()
    page.locator(".tile__more summary[title]").nth(6).click()
    panel = page.locator(".tile__more[open]").last
    panel.locator(".pill", has_text="遅刻").first.click()
    panel.locator(".pill", has_text="保健室").first.click()
    panel.get_by_text("時刻・ほかの場所・出席停止など・備考").click()
    walk.keep(page, "roll-panel", page.locator(".tile").nth(4))
    page.locator("[data-save]").click()
    expect(page.locator("#messages")).to_contain_text("保存しました")
    walk.keep(page, "roll-saved")


def day(walk: Walk) -> None:
    page = walk.go("tannin", "/")
    walk.keep(page, "today")
    card = card_of(page, SECOND_DAY)
    card.locator("details.why summary").first.click()
    walk.keep(page, "today-why", card)
    page.get_by_role("link", name="電話の一覧を印刷").click()
    walk.keep(page, "call-list")
    walk.keep(walk.go("tannin", "/", "phone"), "today-phone")
    walk.keep(walk.go("kyoto", "/today/hand/"), "today-hand")


def contact(walk: Walk) -> None:
    page = walk.go("tannin", "/")
    card_of(page, SECOND_DAY).get_by_role("link", name="連絡を記録する").click()
    page.get_by_label("電話", exact=True).check()
    walk.keep(page, "contact")
    page.get_by_label("つながらなかった", exact=True).check()
    page.get_by_label("どちらもまだ").check()
    page.get_by_label("ひとこと").fill("呼び出し音のみ")
    page.get_by_label("次にすること").fill("別の番号にかける")
    walk.keep(page, "contact-fields", page.get_by_text("だれとつながりましたか"))
    page.get_by_role("button", name="保存する").click()
    page.locator("details summary", has_text="留守").first.click()
    walk.keep(page, "contact-next")
    page.get_by_role("link", name="かけた結果を記録する").click()
    page.locator("details summary", has_text="書きたいときだけ").click()
    walk.keep(page, "contact-more", page.locator("details", has_text="書きたいときだけ"))


def why(walk: Walk) -> None:
    page = walk.go("tannin", "/")
    card_of(page, SECOND_DAY).get_by_role("link", name="不要・引き継ぎ").first.click()
    walk.keep(page, "task")
    page.get_by_role("link", name="決まりを読む").first.click()
    expect(page.locator("article:target")).to_be_visible()
    walk.keep(page, "rules", page.locator("article:target"))


def sharing(walk: Walk) -> None:
    page = walk.go("futoko", "/")
    page.get_by_role("link", name=re.compile("^情報共有を記録する")).first.click()
    walk.keep(page, "sharing")
    page.get_by_label("参加した人").fill("担任、学年主任、教頭")
    page.locator("#id_decided").fill("10時からの登校を示してみる")
    page.locator("#id_decided_who").select_option(index=1)
    page.locator("#id_decided_until").fill("2026-10-21")
    walk.keep(page, "sharing-decided", page.get_by_role("heading", name="決めたこと"))
    page.get_by_role("button", name="記録する", exact=True).click()
    walk.keep(page, "sharing-recap")


def pupil(walk: Walk) -> None:
    page = walk.go("futoko", "/pupils/")
    walk.keep(page, "pupil-find")
    page = walk.go("futoko", "/today/unreviewed/")
    page.locator("main tbody th a").first.click()
    walk.keep(page, "pupil")
    walk.keep(page, "pupil-year", page.locator("#h-year"))
    walk.keep(page, "pupil-timeline", page.locator("#h-timeline"))


def corrections(walk: Walk) -> None:
    page = walk.go("tannin", "/roll/")
    page.locator("summary", has_text="別の日を開く").click()
    page.get_by_label("日付").fill("2026-10-13")
    page.get_by_role("button", name="開く").click()
    walk.keep(page, "roll-past")
    page.get_by_role("link", name=re.compile("訂正")).nth(2).click()
    page.get_by_label("訂正の理由").fill("10時に登校していた")
    walk.keep(page, "roll-correct")
    page = walk.go("yogo", "/roll/")
    page.locator("main .card a").first.click()
    page.get_by_role("link", name="出席停止・忌引などを期間で入れる").click()
    walk.keep(page, "suspend")
    page = walk.go("kocho", "/pupils/")
    page.locator("main tbody th a").first.click()
    walk.keep(page, "pupil-manager")
    page.get_by_role("link", name="届け出を入れる").click()
    walk.keep(page, "notice")


def watching(walk: Walk) -> None:
    page = walk.go("kyoto", "/")
    walk.keep(page, "today-manager")
    walk.keep(walk.go("kyoto", "/untaken/"), "untaken")
    page = walk.go("kyoto", "/missing/")
    walk.keep(page, "missing")
    page.get_by_role("link", name=re.compile("所在を記録する")).first.click()
    walk.keep(page, "missing-found")


def overviews(walk: Walk) -> None:
    page = walk.go("kocho", "/school/")
    walk.keep(page, "school")
    page.locator("tfoot a").first.click()
    walk.keep(page, "school-counted")
    walk.keep(walk.go("shidoshuji", "/board/"), "board")
    walk.keep(walk.go("shidoshuji", "/who-can-see-what/"), "policy")


def office(walk: Walk) -> None:
    page = walk.go("kocho", "/office/")
    walk.keep(page, "office")
    page.get_by_role("link", name=re.compile("出席簿")).first.click()
    page.get_by_role("link", name="9月", exact=True).click()
    walk.keep(page, "register")
    page.goto(page.url.split("/register/")[0] + "/calendar/")
    walk.keep(page, "calendar")
    page.goto(page.url.replace("/calendar/", "/leaves/"))
    walk.keep(page, "leaves")
    page = walk.go("shidoshuji", "/imports/")
    walk.keep(page, "imports")
    page.get_by_label("校暦", exact=True).check()
    bad = "開始日,終了日,種別\n2026-10-19,2026-10-20,おやすみ\n10月40日,,休業\n"
    page.locator("input[type=file]").set_input_files(
        {"name": "校暦.csv", "mimeType": "text/csv", "buffer": bad.encode()}
    )
    page.get_by_role("button", name="確かめる（まだ書き込まない）").click()
    expect(page.locator("main")).to_contain_text("取り込めませんでした")
    walk.keep(page, "imports-faults")


def elsewhere(walk: Walk) -> None:
    school = School.objects.filter(stage=Stage.JUNIOR_HIGH).order_by("pk")[0]
    school.register_mode = RegisterMode.ELSEWHERE
    school.save()
    room = school.classrooms.filter(school_year=now().year).order_by("name", "pk")[0]
    page = walk.go(homeroom_of(room), f"/roll/{room.pk}/{today()}/")
    walk.keep(page, "roll-elsewhere")
    walk.keep(walk.go("kanri", f"/office/{school.pk}/settings/"), "settings")


def turnover(walk: Walk) -> None:
    teacher = Account.objects.get(username="tannin").person
    page = walk.go("kyoto", "/staff/turnover/")
    page.get_by_label("この日まで").fill("2026-10-31")
    page.get_by_role("button", name="この日で見る").click()
    page.locator("summary", has_text="役割を終える").click()
    page.get_by_label("どの役割が").select_option(label=f"{teacher.name}（学級担任）")
    page.get_by_role("button", name="終わりの日を入れる").click()
    expect(page.get_by_text("離れる人（1人）")).to_be_visible()
    walk.keep(page, "turnover", page.locator("#h-leave"))
    page = walk.go("kacho", "/staff/turnover/board/")
    walk.keep(page, "turnover-board", page.locator("#h-leave"))


def shares(walk: Walk) -> None:
    share = Share.objects.in_force(DAY).order_by("pk")[0]
    walk.keep(walk.go("tannin", f"/pupils/{share.pupil_id}/shares/"), "shares")
    walk.keep(walk.go("madoguchi", f"/received/{share.pk}/"), "received")


def seen(walk: Walk) -> None:
    share = Share.objects.in_force(DAY).order_by("pk")[0]
    for who in ("tannin", "kocho"):
        walk.go(who, f"/pupils/{share.pupil_id}/")
    walk.keep(walk.go("kojin", f"/audit/pupils/{share.pupil_id}/"), "who-has-seen")
    at = {"first_at": now() - timedelta(hours=11), "last_at": now() - timedelta(hours=10)}
    Finding.objects.create(
        municipality=share.municipality,
        person=Account.objects.get(username="kyoto").person,
        kind=Unusual.NIGHT,
        day=DAY - timedelta(days=1),
        pupils=2,
        **at,
    )
    walk.keep(walk.go("kojin", "/audit/unusual/"), "unusual")


def rights(walk: Walk) -> None:
    by = actor_of(Account.objects.get(username="kyoto").person)
    schools = [held.organisation for held in by.held]
    contact = Contact.objects.filter(pupil__enrolments__classroom__school__in=schools)
    told = contact.order_by("-at", "pk")[0]
    other = told.pupil.enrolments.order_by("-begin")[0].classroom.enrolments.exclude(
        pupil=told.pupil
    )
    friend = other.order_by("pk")[0].pupil.name
    Contact.objects.filter(pk=told.pk).update(line=f"{friend}さんと遊びたいと話した")
    claim = receive(
        pupil=told.pupil,
        kind=ClaimKind.DISCLOSURE,
        asked_by=told.pupil.name,
        capacity=Capacity.CHILD,
        papers=["paper-student"],
        received_on=DAY,
        by=by,
    )
    gather(claim=claim, by=by)
    item = claim.items.get(holding="response.contact", key=told.pk)
    walk.keep(walk.go("kyoto", f"/claims/{claim.pk}/items/{item.pk}/"), "rights-item")
    for mark in Mark.objects.exclude(pupil=told.pupil).order_by("pk")[:40]:
        Mark.objects.filter(pk=mark.pk).update(day=mark.day.replace(year=mark.day.year - 7))
    walk.keep(walk.go("kojin", "/retention/"), "rights-retention")


def suspicion(walk: Walk) -> None:
    share = Share.objects.in_force(DAY).order_by("pk")[0]
    walk.keep(walk.go("tannin", f"/suspicions/of/{share.pupil_id}/"), "suspicion")


def sheets(walk: Walk) -> None:
    share = Share.objects.in_force(DAY).order_by("pk")[0]
    page = walk.go("tannin", f"/pupils/{share.pupil_id}/sheets/")
    walk.keep(page, "sheets")
    page.get_by_role("button", name="実態把握シート (詳細版)").click()
    walk.keep(page, "sheet", page.locator("#q-absent-month"))


def consultations(walk: Walk) -> None:
    page = walk.go("shidoshuji", "/consultations/")
    walk.keep(page, "consultations")
    page.locator("tbody a").first.click()
    walk.keep(page, "consultation")


def cases(walk: Walk) -> None:
    page = walk.go("futoko", "/cases/")
    page.locator("tbody a").first.click()
    walk.keep(page, "case")
    case = page.url
    for path, name, at in (
        ("timeline", "case-timeline", "#h-wishes"),
        ("changes", "case-changes", "main figure"),
        ("agreements", "case-rhythm", "#h-wishes"),
    ):
        page.goto(f"{case}{path}/")
        walk.keep(page, name, page.locator(at))
    page.goto(f"{case}meetings/new/")
    walk.keep(page, "meeting-plan", page.locator("#id_agenda"))
    page.goto(case)
    page.get_by_role("navigation", name="このケースのページ").get_by_text("引き継ぎ").click()
    walk.keep(page, "handover")


def expected(walk: Walk) -> None:
    page = walk.go("kyoto", "/pupils/expected/new/")
    for name, words in COMING.items():
        page.locator(f"#id_{name}").fill(words)
    page.get_by_role("button", name="書きとめる").click()
    expect(page.locator("main")).to_contain_text("に来る予定")
    walk.keep(walk.go("kyoto", "/pupils/expected/"), "expected")


def signs(walk: Walk) -> None:
    page = walk.go("tannin", "/signs/classes/")
    page.locator("main h3 a").first.click()
    page.locator("main a.button").first.click()
    walk.keep(page, "sign-new")
    page = walk.go("tannin", "/signs/")
    walk.keep(page, "signs")
    page.locator("tbody a").first.click()
    walk.keep(page, "sign-pupil")
    walk.keep(walk.go("gakunen", "/signs/meeting/"), "sign-meeting")
    visit = Visit.objects.order_by("-day")[0]
    walk.keep(walk.go("yogo", f"/signs/nurse/?day={visit.day}"), "nurse")
    page = walk.go("shidoshuji", "/signs/ways/")
    way = page.locator("#late-rising")
    way.locator("summary", has_text="過去の記録で試す").click()
    way.get_by_role("button", name="試す").click()
    expect(way).to_contain_text("名前が挙がり")
    way.locator("summary", has_text="使うかどうかを変える").click()
    walk.keep(page, "sign-ways", way)


def doors(walk: Walk) -> None:
    page = walk.go("tannin", "/signs/doors/")
    page.locator("main a.button").first.click()
    walk.keep(page, "door-class")
    walk.keep(walk.go("tannin", "/signs/weather/"), "weather")
    code = ClassCode.objects.get(ended_at=None)
    one = Enrolment.objects.on(today()).home().filter(classroom=code.classroom_id)
    teacher = actor_of(homeroom_of(code.classroom))
    [handed] = give_pictures(enrolments=one.order_by("-number")[:1], by=teacher)
    CheckIn.objects.filter(pupil=handed.enrolment.pupil_id, day=today()).delete()
    tablet = walk.open_page("tablet")
    tablet.set_viewport_size({"width": 820, "height": 900})
    tablet.goto(f"{walk.server}/door/")
    tablet.get_by_role("textbox").fill(code.code)
    tablet.get_by_role("button").click()
    tablet.get_by_role("button", name=handed.enrolment.number, exact=True).click()
    for name in handed.pictures:
        tablet.get_by_role("button", name=PICTURE_WORDS[name], exact=True).click()
    expect(tablet.get_by_role("radio", name="あらし")).to_be_attached()
    walk.keep(tablet, "child")
    tablet.get_by_role("link", name="SOS").click()
    walk.keep(tablet, "sos-child", tablet.locator(".promise"))
    tablet.locator("#sos button").click()
    expect(tablet.locator(".told")).to_be_visible()
    page = walk.go("tannin", "/")
    page.get_by_role("link", name=handed.enrolment.pupil.name).first.click()
    expect(page.locator("h1")).to_contain_text("からのSOS")
    walk.keep(page, "sos-one")


def families(walk: Walk) -> None:
    page = walk.go("jimu", "/letters/")
    room = ClassCode.objects.get(ended_at=None).classroom
    page.get_by_role("link", name=room.label).first.click()
    walk.keep(page, "letters")
    phone = walk.open_page("phone")
    phone.goto(f"{walk.server}/family/")
    walk.keep(phone, "family-door")
    phone.locator("#in-name").fill(FAMILY)
    phone.locator("#in-password").fill(PASSWORD)
    phone.get_by_role("button", name="入る").click()
    phone.locator(".children a").first.click()
    walk.keep(phone, "family-child")


def lists(walk: Walk) -> None:
    page = walk.go("futoko", "/school/")
    page.get_by_role("link", name="一覧表").first.click()
    page.get_by_role("button", name="長期欠席児童生徒に関する一覧表（学校）").click()
    walk.keep(page, "list-of-school", page.locator("table").first)


def library(walk: Walk) -> None:
    walk.keep(walk.go("futoko", "/library/new/"), "library-new")


def connections(walk: Walk) -> None:
    walk.keep(walk.go("kanri", "/connections/"), "connections")


def second_proof(walk: Walk) -> None:
    walk.keep(walk.go("tannin", "/accounts/prove/"), "second-proof")


def staff(walk: Walk) -> None:
    page = walk.go("kanri", "/staff/")
    page.get_by_label("名前・利用者ID").fill("tannin")
    page.get_by_role("button", name="さがす").click()
    expect(page.get_by_role("heading", name="1人")).to_be_visible()
    walk.keep(page, "staff")


STATIONS = (
    sign_in,
    watching,
    roll,
    day,
    contact,
    why,
    sharing,
    pupil,
    corrections,
    overviews,
    office,
    elsewhere,
    staff,
    turnover,
    shares,
    seen,
    rights,
    suspicion,
    sheets,
    consultations,
    cases,
    expected,
    signs,
    doors,
    families,
    lists,
    library,
    connections,
    second_proof,
)


def test_every_picture_of_the_guide_is_a_page_of_the_demo(
    live_server: object,
    set_clock: Callable[[datetime], None],
    enter: Enter,
    open_page: Callable[..., Page],
) -> None:
    make_demo(pupils=600, seed=1, on=DAY, progress=lambda what, share: None)
    walk = Walk(enter, open_page, str(live_server))
    for station in STATIONS:
        station(walk)
    pages = "".join(page.read_text() for page in GUIDE.glob("*.md"))
    assert set(SHOWN.findall(pages)) == walk.kept


def test_guide_is_whole() -> None:
    """Every page is in the index, every link leads somewhere, every picture is shown and there."""
    pages = {page.name: page.read_text() for page in GUIDE.glob("*.md")}
    numbered = {name for name in pages if name != "README.md"}
    assert len(numbered) >= 10
    assert set(LINKED.findall(pages["README.md"])) >= numbered
    for name, text in pages.items():
        for link in LINKED.findall(text):
            assert (GUIDE / link).exists(), (name, link)
    shown = {picture for text in pages.values() for picture in SHOWN.findall(text)}
    assert shown == {picture.stem for picture in (GUIDE / "pictures").glob("*.png")}
    for name in numbered:
        assert SHOWN.search(pages[name]), f"{name} shows nothing"
