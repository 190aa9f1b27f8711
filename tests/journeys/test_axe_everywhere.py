"""axe looks at every page there is, in the demo city, and at every page that tells of an error."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from operator import attrgetter
from typing import Any
from uuid import UUID

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page, expect

from tests.journeys.conftest import SIZES, Enter, Look
from tests.web.addresses import NEED_NOT_BE, Address, addresses
from tests.web.on_record import supported
from tests.web.school_life import browser_of
from tsunagu.access.actor import actor_of
from tsunagu.access.enums import RoleKind
from tsunagu.access.models import Account, ApiKey, Role
from tsunagu.attendance.models import Mark, Notice
from tsunagu.cases.actions.follow_ups import hand_in
from tsunagu.cases.enums import Section, State
from tsunagu.cases.models import (
    Consent,
    Consultation,
    FollowUp,
    Handover,
    Note,
    NoteRead,
    Share,
    SlipCall,
    SlipTurn,
    Story,
    StoryCategory,
    Suspicion,
    SuspicionStep,
)
from tsunagu.cases.sheets import FORM, signature
from tsunagu.clock import now, today
from tsunagu.demo.actions import make_demo
from tsunagu.forms.actions import begin_sheet, complete_sheet, sign_sheet
from tsunagu.forms.models import Answer
from tsunagu.org.models import Leave, Person
from tsunagu.oversight.models import Finding
from tsunagu.response.enums import DraftForm, Owner, TaskKind
from tsunagu.response.models import (
    Contact,
    ContactRhythm,
    Draft,
    GoodReason,
    ProtectionFlag,
    RuleFreeze,
    Sharing,
    Task,
)
from tsunagu.response.queries.overview import What
from tsunagu.rights.actions import gather
from tsunagu.rights.models import Claim, Deletion, Item
from tsunagu.school.expecting import Told, expect_pupil
from tsunagu.school.models import Classroom, Guardian, GuardianLimit, Pupil, School
from tsunagu.school.siblings import link_siblings
from tsunagu.signs.actions import notice
from tsunagu.signs.visits import log_visit

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
]
DAY = date(2026, 10, 14)
PARTS = 2
"""The pages are walked in parts, so that on a busy machine too none of them seems to hang."""
VIEWERS = ("kyoto", "futoko", "tannin", "shidoshuji", "kanri", "kojin", "madoguchi")
"""The demo's accounts that look, in the order in which they are asked."""
SEEN_BY_ALL = {"today", "today-outside", "today-hand", "roll-classes", "untaken", "staff:list"}
"""Lists that are others to another role: each of those who look has a look."""
OF_A_SLIP = {"followup": "pk", "slipturn": "turn_id", "slipcall": "turn.call_id"}
"""Where a slip that was handed in has the key of an address."""
SEEN = {200, 302, 405}
"""Answers to someone for whom the address is there: a page, the way to another, or for POST."""
TOLD = Told("小鳥遊", "ひなた", "たかなし", "ひなた", date(2023, 6, 1), "小鳥遊 みのり", "母")
SPACED = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: .12em !important;
    word-spacing: .16em !important } p { margin-bottom: 2em !important }`);
  document.adoptedStyleSheets = [sheet];
  const wide = document.documentElement.scrollWidth > innerWidth + 1;
  document.adoptedStyleSheets = [];
  return wide;
}"""
"""Does the page scroll sideways with the spaces of WCAG 2.2, 1.4.12?"""
NARROWEST = 320
"""Pixels to which a page is reflowed (1.4.10)."""
FOLD_OUT = "document.querySelectorAll('main details').forEach(one => { one.open = true; })"


@dataclass
class City:
    """The demo city, with a child about whom something of every kind is on record."""

    pupil: Pupil
    classroom: Classroom
    viewers: dict[str, Person]
    browsers: dict[str, Client]
    supported: dict[str, UUID]
    """Keys of the child's case and of what belongs to it, by model."""
    received: UUID
    """A handover that reached the school."""

    def key(self, address: Address, name: str) -> object:
        """Something of the child or its school, by the name that the address gives its key."""
        own = {"pupil": self.pupil.pk, "classroom": self.classroom.pk}
        own |= {"school": self.classroom.school_id, "day": today(), "what": What.ABSENT.value}
        if name in own:
            return own[name]
        if name == "mark":
            return Mark.objects.get(kind="missing", day=today()).pk
        if name == "guardianlimit":
            return GuardianLimit.objects.get().pk
        if name == "account":
            return Account.objects.get(username="tannin").pk
        if name in {"agency", "role"}:
            held = Role.objects.get(person=self.viewers["madoguchi"])
            return held.pk if name == "role" else held.organisation_id
        if name in {"field", "form"}:
            return "writer" if name == "field" else FORM
        if name == "consultation" or address.name == "consultations:sheet":
            asked = Consultation.objects.get(sheet__pupil=self.pupil)
            return asked.pk if name == "consultation" else asked.sheet_id
        if name == "story":
            state = "waiting" if address.name == "library:judged" else "approved"
            return Story.objects.get(state=state, by=self.viewers["kyoto"]).pk
        if name in OF_A_SLIP or address.name == "follow-ups:slip":
            known = FollowUp.objects.get(sheet__pupil=self.pupil)
            return attrgetter(OF_A_SLIP.get(name, "sheet_id"))(known)
        if name == "person":
            return self.viewers["tannin"].pk
        if name == "finding":
            return Finding.objects.get().pk
        if name == "apikey":
            return ApiKey.objects.get().pk
        if name == "deletion":
            return Deletion.objects.get().pk
        if name == "item":
            return Item.objects.filter(holding="response.contact").order_by("pk")[0].pk
        if name in self.supported:
            received = name == "handover" and "received" in address.name
            return self.received if received else self.supported[name]
        [model] = [model for model in apps.get_models() if model.__name__.lower() == name]
        found = model._default_manager.filter(pupil=self.pupil).order_by("pk")
        if name == "sharing":
            found = found.filter(draft=address.name == "pupil:sharing-edit")
        return found[0].pk

    def pages(self, part: int) -> Iterator[tuple[str, str, str]]:
        """Every page of a part as name, address and who looks at it; only what is a page."""
        for address in list(addresses())[part::PARTS]:
            # Of one's own proofs and sessions axe sees the pages in their own journey.
            if address.deed is None or address.name in NEED_NOT_BE:
                continue
            url = reverse(address.name, kwargs={k: self.key(address, k) for k in address.keys})
            told = set()
            for who, browser in self.browsers.items():
                answer = browser.get(url)
                told.add(answer.status_code)
                if (
                    answer.content.lstrip().startswith(b"<!doctype html>")
                    and answer.status_code == 200
                ):
                    yield address.name, url, who
                if told & SEEN and address.name not in SEEN_BY_ALL:
                    break
            assert told & SEEN, f"{address} is seen by none of those who look: {told}"


@pytest.fixture
def city(set_clock: Callable[[datetime], None]) -> City:
    """A small demo city on a school day."""
    make_demo(pupils=300, seed=1, on=DAY, progress=lambda what, share: None)
    viewers = {one.username: one.person for one in Account.objects.filter(username__in=VIEWERS)}
    homeroom = viewers["tannin"].roles.all().on(today()).get(classroom__isnull=False)
    classroom = Classroom.objects.get(pk=homeroom.classroom)
    task = Task.objects.open().filter(classroom=classroom, kind=TaskKind.CONTACT)
    task = task.exclude(pupil__in=ContactRhythm.objects.values("pupil"))
    pupil = task.filter(pupil__cases__isnull=True).order_by("-day", "pk")[0].pupil
    _put_on_record(pupil, viewers["kyoto"])
    case = [*supported(pupil, actor_of(viewers["tannin"]))]
    here = classroom.enrolments.home().on(today())
    other = here.exclude(pupil=pupil).order_by("pk")[0].pupil
    case.append(link_siblings(pupil=pupil, other=other, by=actor_of(viewers["tannin"])))
    case.append(
        expect_pupil(school=classroom.school, day=today(), told=TOLD, by=actor_of(viewers["kyoto"]))
    )
    tannin = actor_of(viewers["tannin"])
    case.append(notice(pupil=pupil, kind="sign-face", point="", day=today(), note="", by=tannin))
    case.append(log_visit(pupil=pupil, day=today(), came=time(8), by=actor_of(viewers["kyoto"])))
    keys = {type(one).__name__.lower(): one.pk for one in case}
    [received] = Handover.objects.filter(state="sent", pupil=pupil)
    _put_on_lists(classroom, pupil)
    order = sorted(viewers, key=VIEWERS.index)
    browsers = {who: browser_of(viewers[who]) for who in order}
    return City(pupil, classroom, viewers, browsers, keys, received.pk)


def _put_on_record(pupil: Pupil, by: Person) -> None:
    """What a page is about and the demo's child may lack."""
    common = {"municipality": pupil.municipality, "pupil": pupil, "by": by}
    Contact.objects.create(**common, at=now(), way="call", reached="nobody", line="呼び出し音のみ")
    for draft in (True, False):
        Sharing.objects.create(**common, on=today(), at=now(), draft=draft)
    Notice.objects.create(**common, kind="shelter", first=today(), restricted=True, at=now())
    GoodReason.objects.create(**common, kind="doctor", first=today())
    ProtectionFlag.objects.create(**common, first=today())
    RuleFreeze.objects.create(**common, first=today())
    at = {"first_at": now(), "last_at": now(), "day": today() - timedelta(days=1)}
    Finding.objects.create(municipality=pupil.municipality, person=by, kind="night", pupils=2, **at)
    school = School.objects.get(classrooms__enrolments__in=pupil.enrolments.home().on(today()))
    one = Suspicion.objects.create(
        **common, school=school, seen="腕にあざ", witness="担任", on=today(), at=now()
    )
    SuspicionStep.objects.create(
        municipality=pupil.municipality, suspicion=one, move="follow", text="様子", by=by, at=now()
    )
    guardian = Guardian.objects.filter(pupil=pupil).order_by("pk")[0]
    GuardianLimit.objects.create(
        municipality=pupil.municipality,
        guardian=guardian,
        kind="protection_order",
        first=today(),
        paper="決定書",
        by=by,
        at=now(),
    )
    _stories(by)
    _claim(common)
    _consultation(pupil, school, by)
    _follow_up(pupil, school, by)
    _share_outside(pupil, by)
    common["person"] = common.pop("by")
    ApiKey.objects.create(
        municipality=pupil.municipality,
        name="校務支援システム",
        deeds=["roll.see"],
        digest="d" * 64,
        first=today(),
        last=today(),
        confirmation="waiting",
        asked_by=common["person"],
        confirm_by=today(),
    )
    for form in DraftForm:
        Draft.objects.create(
            **common, form=form, about=pupil.pk, typed={"line": "話の途中"}, at=now()
        )


def _claim(common: dict[str, Any]) -> None:
    """A claim for disclosure that is being reviewed, with what another child is named in."""
    claim = Claim.objects.create(
        **common,
        school=common["pupil"].enrolments.first().classroom.school,
        kind="disclosure",
        asked_by=common["pupil"].name,
        capacity="child",
        papers=["paper-student"],
        received_on=today(),
        due=today(),
        at=now(),
    )
    gather(claim=claim, by=actor_of(common["by"]))
    Deletion.objects.create(
        municipality=claim.municipality,
        on=today(),
        counts=[{"rule": "register", "holding": "attendance.mark", "count": 3}],
        total=3,
        by=common["by"],
        at=now(),
    )


def _stories(by: Person) -> None:
    """A story that waits for approval, and one that all staff read."""
    for state, approved_at in (("waiting", None), ("approved", now())):
        story = Story.objects.create(
            municipality=by.municipality,
            by=by,
            begun_at=now(),
            title="家から一歩出る",
            stage="junior-high",
            place="place-home",
            youngest=12,
            oldest=14,
            parts={"aims": "本人の望みから始めた"},
            state=state,
            approved_at=approved_at,
        )
        StoryCategory.objects.create(municipality=by.municipality, story=story, category="learning")


def _consultation(pupil: Pupil, school: School, by: Person) -> None:
    """A sheet that is being written, and one that the board is to answer."""
    actor = actor_of(by)
    _, sent = (begin_sheet(form=FORM, school=school, pupil=pupil, by=actor) for _ in range(2))
    common = {"municipality": pupil.municipality, "by": by, "at": now()}
    Answer.objects.create(**common, sheet=sent, field="consultation", value="朝に泣く")
    sign_sheet(sheet=sent, field=signature(sent.definition), by=actor)


def _follow_up(pupil: Pupil, school: School, by: Person) -> None:
    """A list of the long absent, and a slip that the board asked for and the school handed in."""
    actor = actor_of(by)
    begin_sheet(form="long-absence-list-school", school=school, pupil=None, by=actor)
    slip = begin_sheet(form="follow-up-slip", school=school, pupil=pupil, by=actor)
    field = next(one for one in slip.definition.fields if one.kind == "sign")
    sign_sheet(sheet=slip, field=field, by=actor)
    complete_sheet(sheet=slip, by=actor)
    common = {"municipality": pupil.municipality}
    call = SlipCall.objects.create(**common, text="10日以上", due=today(), by=by, at=now())
    hand_in(turn=SlipTurn.objects.create(**common, call=call, school=school), by=actor)


def _share_outside(pupil: Pupil, by: Person) -> None:
    """A share in force, with all that a page of it says."""
    agency = Role.objects.get(kind=RoleKind.AGENCY_LEAD, person__account__isnull=False)
    common = {"municipality": pupil.municipality, "pupil": pupil, "receiver": agency.organisation}
    consent = Consent.objects.create(
        **common,
        by=by,
        on=today(),
        at=now(),
        given_by="母",
        purpose="見守り",
        sections=["contacts"],
    )
    home = pupil.enrolments.select_related("classroom__school").latest("begin")
    share = Share.objects.create(
        **common,
        school=home.classroom.school,
        basis="consent",
        consent=consent,
        purpose="見守り",
        sections=[section.value for section in Section],
        first=today(),
        last=today(),
        state=State.ACCEPTED,
        asked_by=by,
        asked_at=now(),
    )
    note = Note.objects.create(
        municipality=pupil.municipality, share=share, text="今朝の電話", by=by, at=now()
    )
    NoteRead.objects.create(municipality=pupil.municipality, note=note, person=agency.person)


def _put_on_lists(classroom: Classroom, pupil: Pupil) -> None:
    """Someone away, something that has no owner, and something overdue for the manager's hand."""
    staff = Role.objects.on(today()).filter(organisation=classroom.school)
    yesterday = today() - timedelta(days=1)
    away = staff.get(kind=RoleKind.NURSE).person
    Leave.objects.create(
        municipality=pupil.municipality, person=away, first=yesterday, last=today()
    )
    staff.filter(kind=RoleKind.OFFICE).update(last=yesterday)
    for owner in (Owner.OFFICE, Owner.ATTENDANCE_LEAD):
        Task.objects.create(
            municipality=pupil.municipality,
            school=classroom.school,
            classroom=classroom,
            pupil=pupil,
            kind=TaskKind.MEETING,
            owner=owner,
            day=yesterday,
            due=yesterday,
            noticed=yesterday,
        )


def looked_at(page: Page, look: Look, name: str) -> None:
    """The page at the width of a desktop and of a phone, with everything folded out."""
    page.evaluate(FOLD_OUT)
    for size in ("desktop", "phone"):
        width, height = SIZES[size]
        page.set_viewport_size({"width": width, "height": height})
        look(page, f"{name}-{size}")


def reflows(page: Page) -> bool:
    """Is the page read without scrolling sideways on the narrowest screen, its letters spaced?"""
    page.set_viewport_size({"width": NARROWEST, "height": 640})
    return not page.evaluate(SPACED)


@pytest.mark.parametrize("part", range(PARTS))
def test_every_page_of_the_demo_city(
    city: City, enter: Enter, look: Look, live_server: object, part: int
) -> None:
    windows = {who: enter(person, "/rules/", "desktop") for who, person in city.viewers.items()}
    walked = {}
    for name, url, who in city.pages(part):
        page = windows[who]
        answer = page.goto(f"{live_server}{url}")
        assert answer
        assert answer.status == 200
        looked_at(page, look, f"{name.replace(':', '-')}-{who}")
        walked[name] = reflows(page)
    assert len(walked) > 15, sorted(walked)
    assert not [name for name, reflowed in walked.items() if not reflowed]


@pytest.mark.urls("tests.journeys.error_pages")
@pytest.mark.parametrize("status", [400, 403, 404, 500])
def test_page_that_tells_of_an_error(
    live_server: object, open_page: Callable[..., Page], look: Look, status: int
) -> None:
    page = open_page("desktop")
    answer = page.goto(f"{live_server}/{status}/")
    assert answer
    assert answer.status == status
    expect(page.get_by_role("link", name="今日の画面へ")).to_be_visible()
    looked_at(page, look, f"error-{status}")


def test_page_of_a_form_without_its_token(
    live_server: object, open_page: Callable[..., Page], look: Look
) -> None:
    page = open_page("desktop")
    page.goto(f"{live_server}/accounts/login/")
    page.context.clear_cookies()
    page.get_by_label("利用者ID").fill("aoki")
    page.get_by_label("パスワード").fill("something")
    page.get_by_role("button", name="サインイン", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("送信を受け付けられませんでした")
    looked_at(page, look, "error-csrf")
