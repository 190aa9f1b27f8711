"""Sheets of a child who changed school: the former school's alone, on every page and paper."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.urls import reverse

from tests.builders import make_actor, make_class, make_person, make_school
from tests.cases.consulted import Consulted, make_consulted, write
from tests.cases.scene import move_on
from tests.signed_in import browser_of
from tests.web.matrix import plain
from tsunagu.access.actor import actor_of
from tsunagu.access.enums import RoleKind
from tsunagu.access.policy import Deed
from tsunagu.cases.actions.cases import begin_case
from tsunagu.cases.actions.consultations import ask_signature
from tsunagu.cases.agenda import proposed
from tsunagu.cases.case_enums import CaseOrigin
from tsunagu.cases.enums import ConsultationState
from tsunagu.cases.models import Consultation, FollowUp, SlipCall, SlipTurn, Suspicion
from tsunagu.clock import freeze, now, today
from tsunagu.forms.actions import begin_sheet
from tsunagu.forms.bundles import printable
from tsunagu.forms.enums import SheetState
from tsunagu.forms.models import Bundle, Sheet
from tsunagu.org.models import Person
from tsunagu.school.models import Classroom

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
R = RoleKind
WORDS = "前の学校で書かれたことば"
CLOSE, WHOLE = (R.HOMEROOM, R.GRADE_LEAD), (R.ATTENDANCE_LEAD, R.GUIDANCE_LEAD, R.PRINCIPAL)
PAGES = (
    *(f"sheets:{name}" for name in ("sheet", "changes", "pdf", "xlsx", "withdraw")),
    "consultations:sheet",
    "follow-ups:slip",
)
"""Pages and papers of one sheet."""


class Moved(Consulted):
    """The child of a consultation, with a sheet of every kind, and the school it goes to."""

    draft: Sheet
    done: Sheet
    asked: Sheet
    slip: Sheet
    elsewhere: Classroom

    def write(self) -> None:
        """A draft that tells of abuse, a completed one, one that waits for the manager, a slip."""
        by, school = self.school.teacher, self.school.classroom.school
        self.draft, self.done, self.slip = (
            begin_sheet(form=form, school=school, pupil=self.pupil, by=by)
            for form in ("detailed-assessment-sheet", "assessment-sheet", "follow-up-slip")
        )
        write(self.draft, "abuse", {"chosen": ["yes"], "notes": {}}, by)
        for sheet in (self.draft, self.done, self.slip):
            names = [one.id for one in sheet.definition.fields if one.kind == "long_text"]
            write(sheet, names[0], WORDS, by)
        self.asked = self.drafted(WORDS)
        ask_signature(sheet=self.asked, by=by)
        for sheet in (self.done, self.slip):
            sheet.state, sheet.ended_by, sheet.ended_at = SheetState.COMPLETE, by.person, now()
            sheet.save()
        self._hand_in(by.person)

    def _hand_in(self, person: Person | None) -> None:
        city, school = self.pupil.municipality, self.school.classroom.school
        common = {"municipality": city, "due": today(), "at": now()}
        call = SlipCall.objects.create(**common, text="10日以上", by=person)
        turn = SlipTurn.objects.create(municipality=city, call=call, school=school)
        FollowUp.objects.create(**common, turn=turn, sheet=self.slip, state="read")

    @property
    def sheets(self) -> tuple[Sheet, ...]:
        """All of them."""
        return self.draft, self.done, self.asked, self.slip


@pytest.fixture
def moved(clock: object, db: None) -> Iterator[Moved]:
    """In the middle of the year the child goes to another school of the city."""
    made = make_consulted()
    moved = Moved(made.school, made.board)
    moved.write()
    moved.elsewhere = make_class(
        make_school(made.pupil.municipality, name="うみべ小学校"), pupils=0
    )
    with freeze(today() + timedelta(days=5)):
        move_on(made.pupil, moved.elsewhere)
        yield moved


def text(response: HttpResponse) -> str:
    return plain(response.content).decode(errors="replace")


def lists() -> list[str]:
    """Pages where sheets stand beside others, and what is owed."""
    states = [f"{reverse('sheets:list')}?state={state}" for state in SheetState.values]
    talks = reverse("consultations:list")
    return [*states, talks, f"{talks}?over=1", reverse("today"), reverse("consultations:owed")]


def of_the_child(moved: Moved) -> list[str]:
    """The child's own pages, which the next school sees."""
    return [reverse(name, args=[moved.pupil.pk]) for name in ("sheets:pupil", "pupil:page")]


@pytest.mark.parametrize("kind", [*CLOSE, *WHOLE])
def test_the_next_school_reads_writes_signs_and_prints_none_of_it(
    moved: Moved, kind: RoleKind
) -> None:
    actor = make_actor(moved.elsewhere, role=kind)
    browser = browser_of(actor)
    case = begin_case(pupil=moved.pupil, kind="absence", origin=CaseOrigin.SIGN, why="x", by=actor)
    timeline = reverse("support:timeline", args=[case.pk])
    for page in (*lists(), *of_the_child(moved), timeline):
        shown = browser.get(page)
        assert shown.status_code == 200, page
        assert WORDS not in text(shown), page
        assert not [one.pk for one in moved.sheets if str(one.pk) in text(shown)], page
    for sheet in moved.sheets:
        for name in PAGES:
            assert browser.get(reverse(name, args=[sheet.pk])).status_code == 404, name
        for name, more in (("correct", []), ("answer", ["abuse"]), ("sign", ["manager"])):
            address = reverse(f"sheets:{name}", args=[sheet.pk, *more])
            assert browser.post(address, {"abuse.value": "no"}).status_code == 404, name
        withdraw = reverse("sheets:withdraw", args=[sheet.pk])
        assert browser.post(withdraw, {"why": "x"}).status_code == 404
    assert not printable(actor).exists()
    if kind == R.PRINCIPAL:
        browser.post(reverse("sheets:bundle"), {"form": "assessment-sheet:2026"})
        assert not Bundle.objects.exists()
    moved.draft.refresh_from_db()
    assert moved.draft.open


@pytest.mark.parametrize("kind", WHOLE)
def test_the_school_that_wrote_it_reads_all_of_it_and_can_end_it(
    moved: Moved, kind: RoleKind
) -> None:
    actor = make_actor(moved.school.classroom.school, role=kind)
    browser = browser_of(actor)
    listed = "".join(text(browser.get(page)) for page in lists())
    assert all(str(one.pk) in listed for one in moved.sheets)
    assert "いまはほかの学校" in listed
    for sheet in moved.sheets:
        page = browser.get(reverse("sheets:sheet", args=[sheet.pk]))
        assert WORDS in text(page)
        assert "引き継ぎで選んだときだけ" in text(page)
        for name in ("pdf", "xlsx"):
            assert WORDS in text(browser.get(reverse(f"sheets:{name}", args=[sheet.pk])))
    assert WORDS in text(browser.get(reverse("consultations:sheet", args=[moved.asked.pk])))
    assert browser.get(reverse("follow-ups:slip", args=[moved.slip.pk])).status_code == 200
    for sheet in (moved.draft, moved.done):
        browser.post(reverse("sheets:withdraw", args=[sheet.pk]), {"why": "転校した"})
        sheet.refresh_from_db()
        assert sheet.state == SheetState.WITHDRAWN


def test_no_page_of_the_former_school_leads_to_the_childs_which_it_sees_no_more(
    moved: Moved,
) -> None:
    browser = browser_of(moved.school.manager)
    assert {browser.get(page).status_code for page in of_the_child(moved)} == {404}
    pages = [
        *lists(),
        *(reverse("sheets:sheet", args=[one.pk]) for one in moved.sheets),
        reverse("consultations:sheet", args=[moved.asked.pk]),
        reverse("follow-ups:slip", args=[moved.slip.pk]),
    ]
    for page in pages:
        assert f"/pupils/{moved.pupil.pk}/" not in text(browser.get(page)), page


@pytest.mark.parametrize("kind", CLOSE)
def test_who_is_bound_to_the_former_class_reads_it_no_more(moved: Moved, kind: RoleKind) -> None:
    former = make_actor(moved.school.classroom, role=kind)
    assert not Sheet.objects.visible_to(former, Deed.SEE_SHEET).exists()
    for sheet in moved.sheets:
        for name in PAGES:
            assert browser_of(former).get(reverse(name, args=[sheet.pk])).status_code == 404


def test_what_waits_for_a_signature_is_the_former_schools_to_sign(moved: Moved) -> None:
    address = reverse("consultations:sheet", args=[moved.asked.pk])
    theirs, ours = (
        browser_of(one)
        for one in (make_actor(moved.elsewhere, role=R.PRINCIPAL), moved.school.manager)
    )
    assert address not in text(theirs.get(reverse("today")))
    assert address in text(ours.get(reverse("today")))
    shown = text(ours.get(address))
    read = shown.split('name="send-as_read" value="')[1].split('"')[0]
    assert theirs.post(address, {"act": "send", "send-as_read": read}).status_code == 404
    ours.post(address, {"act": "send", "send-as_read": read})
    assert Consultation.objects.get(sheet=moved.asked).state == ConsultationState.SENT


def test_a_conference_of_the_next_school_proposes_none_of_it_even_to_who_works_in_both(
    moved: Moved,
) -> None:
    both = make_person(moved.elsewhere, role=R.ATTENDANCE_LEAD)
    former = make_person(moved.school.classroom.school, role=R.ATTENDANCE_LEAD)
    former.roles.update(person=both)
    actor = actor_of(both)
    case = begin_case(pupil=moved.pupil, kind="absence", origin=CaseOrigin.SIGN, why="x", by=actor)
    assert Sheet.objects.visible_to(actor, Deed.SEE_SHEET).filter(pk=moved.draft.pk).exists()
    assert moved.draft.definition.title not in proposed(case, actor)
    begin_sheet(
        form="detailed-assessment-sheet",
        school=moved.elsewhere.school,
        pupil=moved.pupil,
        by=actor,
    )
    assert moved.draft.definition.title in proposed(case, actor)


def test_abuse_that_is_answered_afterwards_is_told_to_the_managers_of_the_same_school(
    moved: Moved,
) -> None:
    lead = make_actor(moved.school.classroom.school, role=R.ATTENDANCE_LEAD)
    one = Suspicion.objects.get()
    write(moved.draft, "abuse", {"chosen": ["no"], "notes": {}}, lead)
    assert "虐待の可能性がある」の答え：ない" in one.steps.get().text
    Suspicion.objects.update(sheet=None)
    write(moved.draft, "abuse", {"chosen": ["yes"], "notes": {}}, lead)
    new = Suspicion.objects.exclude(pk=one.pk).get()
    assert new.school_id == one.school_id == moved.school.classroom.school_id
    page = reverse("suspicion:page", args=[new.pk])
    sheet = reverse("sheets:sheet", args=[moved.draft.pk])
    assert sheet in text(browser_of(moved.school.manager).get(page))
