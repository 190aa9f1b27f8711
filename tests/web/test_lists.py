"""The lists of long absence: the school's with a row a child, the board's with counts alone."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from tests.builders import (
    make_actor,
    make_board,
    make_class,
    make_person,
    make_pupil,
    make_school,
    roll,
)
from tests.forms.town import question
from tests.web.school_life import browser_of
from tsunagu.access.enums import RoleKind
from tsunagu.access.policy import Denied
from tsunagu.attendance.actions import MarkInput
from tsunagu.attendance.enums import Kind, Reason
from tsunagu.attendance.models import OpeningBalance
from tsunagu.audit.models import Event
from tsunagu.clock import freeze, now
from tsunagu.forms.actions import begin_sheet, withdraw_sheet
from tsunagu.forms.models import Listed, Sheet
from tsunagu.forms.objections import acted_on
from tsunagu.intake.models import ImportRun, RunKind
from tsunagu.org.models import Municipality
from tsunagu.rights.retention import due
from tsunagu.school.held import holding
from tsunagu.school.models import Classroom, Pupil, School

pytestmark = pytest.mark.django_db
MONTH_END = date(2026, 5, 29)
R = RoleKind


@dataclass(frozen=True)
class Town:
    """A school with one child absent for eleven days and one for nine, and one without a list."""

    school: School
    other: School
    room: Classroom
    long: Pupil
    short: Pupil
    board: Client

    @property
    def city(self) -> Municipality:
        """Its municipality."""
        return self.school.municipality

    def browser(self, role: RoleKind = R.PRINCIPAL) -> Client:
        """Somebody in a role at the school."""
        return browser_of(make_person(self.room, role=role, grade="P3"))

    def list_page(self) -> str:
        """The page of the school's lists."""
        return reverse("school:lists", args=[self.school.pk])

    def begun(self, browser: Client) -> Sheet:
        """The school's list, begun on the page."""
        browser.post(self.list_page(), {"form": "long-absence-list-school"})
        return Sheet.objects.filter(form="long-absence-list-school").latest("begun_at")

    def handed_in(self) -> Sheet:
        """The same, signed by the principal and completed."""
        browser = self.browser()
        sheet = self.begun(browser)
        browser.post(at(sheet, "sign", "manager"))
        browser.post(at(sheet), {"complete": "1"})
        sheet.refresh_from_db()
        return sheet


def at(sheet: Sheet, name: str = "sheet", *more: str) -> str:
    """An address of the sheet's."""
    return reverse(f"sheets:{name}", args=[sheet.pk, *more])


@pytest.fixture
def town() -> Iterator[Town]:
    """The last Friday of May."""
    with freeze(MONTH_END):
        school = make_school(name="森の小学校")
        city = school.municipality
        room = make_class(school, pupils=3)
        other = make_class(make_school(city, name="海の小学校")).school
        teacher = make_actor(room)
        long, short, _ = (one.pupil for one in room.enrolments.order_by("number"))
        away = MarkInput(kind=Kind.ABSENT, reason=Reason.CANNOT_COME)
        days = [date(2026, 5, 11) + timedelta(days=n) for n in range(15)]
        for n, day in enumerate(day for day in days if day.weekday() < 5):
            roll(room, day, teacher, n1=away, **({"n2": away} if n < 9 else {}))
        supervisor = make_person(make_board(city), role=R.SUPERVISOR)
        yield Town(school, other, room, long, short, browser_of(supervisor))


def test_the_schools_list_is_prefilled_with_a_row_a_child_and_each_is_looked_at(town: Town) -> None:
    browser = town.browser(R.ATTENDANCE_LEAD)
    overview = browser.get(reverse("school:overview", args=[town.school.pk])).content.decode()
    assert town.list_page() in overview
    sheet = town.begun(browser)
    given = {name: one.value for name, one in sheet.answers().items()}
    assert given["pupils"] == [
        {
            "row": "",
            "cells": {
                "grade": "3年",
                "class": "1組",
                "name": town.long.name,
                "absent-month": "11",
                "absent-year": "11",
                "credited": "0",
            },
        }
    ]
    counts = [given[name] for name in ("year", "school", "enrolled", "ten-days", "thirty-days")]
    assert counts == ["2026年度", "森の小学校", 3, 1, 0]
    Event.objects.all().delete()
    for address in (at(sheet), at(sheet, "pdf"), at(sheet, "xlsx")):
        assert browser.get(address).status_code == 200
    looks = Event.objects.filter(details__look=True).values_list("kind", "pupil")
    child = str(town.long.pk)
    assert sorted(looks) == [("sheet", child), ("sheet_paper", child), ("sheet_paper", child)]


def test_no_child_is_cut_from_a_list_longer_than_its_form_offers_rows(town: Town) -> None:
    room = make_class(town.school, name="2組", pupils=205)
    OpeningBalance.objects.bulk_create(
        OpeningBalance(
            municipality=town.city, pupil=one.pupil, day=date(2026, 4, 1), absent_days=10
        )
        for one in room.enrolments.select_related("pupil")
    )
    last = make_pupil(room, number=206, family_name="末尾川")
    OpeningBalance.objects.create(
        municipality=town.city, pupil=last, day=date(2026, 4, 1), absent_days=10
    )
    browser = town.browser(R.ATTENDANCE_LEAD)
    sheet = town.begun(browser)
    given = sheet.answers()
    rows = given["pupils"].value
    assert (given["ten-days"].value, len(rows), sheet.listed.count()) == (207, 207, 207)
    typed = {
        f"pupils.cell-{number}-{column.id}": row["cells"].get(column.id, "")
        for number, row in enumerate(rows)
        for column in question(sheet, "pupils").columns
    }
    page = browser.get(at(sheet)).content.decode()
    assert all(f'name="{name}"' in page for name in typed)
    said = {**typed, "pupils.number": "1", "pupils.cell-206-remarks": "別室で会う"}
    assert browser.post(at(sheet), said).status_code == 302
    kept = sheet.answers()["pupils"].value
    assert kept[:206] == rows[:206]
    assert kept[206]["cells"] == {**rows[206]["cells"], "remarks": "別室で会う"}
    pdf = PdfReader(BytesIO(browser.get(at(sheet, "pdf")).content))
    paper = "".join(page.extract_text() for page in pdf.pages)
    assert paper.count("2組") == 206
    assert last.family_name in paper


def test_a_slip_is_one_click_from_its_row_and_is_found_again(town: Town) -> None:
    browser = town.browser(R.ATTENDANCE_LEAD)
    sheet = town.begun(browser)
    page = browser.get(at(sheet))
    assert [one.pupil for one in page.context["slips"]] == [town.long]
    begin = reverse("sheets:begin", args=[town.long.pk])
    assert begin in page.content.decode()
    browser.post(begin, {"form": "long-absence-slip"})
    slip = Sheet.objects.get(form="long-absence-slip")
    assert slip.answers()["absent-year"].value == 11
    again = browser.get(at(sheet)).content.decode()
    assert at(slip) in again
    assert begin not in again


def test_a_support_sheet_of_the_school_before_is_none_of_the_lists(town: Town) -> None:
    done = {"state": "complete", "ended_at": now(), "ended_by": make_person(town.other)}
    form = "understanding-sheet-yearly"
    by = make_actor(town.room)
    sheet = begin_sheet(form=form, school=town.school, pupil=town.long, by=by)
    Sheet.objects.filter(pk=sheet.pk).update(**done, school=town.other)

    def told() -> bool:
        listed = town.begun(town.browser())
        row = listed.answers()["pupils"].value[0]
        listed.delete()
        return "sheet" in row["cells"]

    assert not told()
    Sheet.objects.filter(pk=sheet.pk).update(school=town.school)
    assert told()


def test_signed_and_completed_it_is_corrected_and_prints_its_names(town: Town) -> None:
    sheet = town.handed_in()
    assert sheet.state == "complete"
    browser = town.browser()
    browser.post(at(sheet, "correct"))
    new = Sheet.objects.get(replaces=sheet)
    assert list(new.listed.values_list("pupil", flat=True)) == [town.long.pk]
    pdf = PdfReader(BytesIO(browser.get(at(sheet, "pdf")).content))
    assert town.long.name in "".join(page.extract_text() for page in pdf.pages)
    blank = reverse("sheets:blank", args=["long-absence-list-school"])
    assert browser.get(blank)["Content-Type"] == "application/pdf"


def test_the_boards_list_has_the_counts_that_schools_handed_in_and_no_name(town: Town) -> None:
    sheet = town.handed_in()
    assert reverse("board-lists") in town.board.get(reverse("board")).content.decode()
    page = town.board.get(reverse("board-lists"))
    assert page.context["missing"] == [town.other]
    town.board.post(reverse("board-lists"), {"form": "long-absence-list-board"})
    made = Sheet.objects.get(form="long-absence-list-board")
    given = {name: one.value for name, one in made.answers().items()}
    assert (given["year"], given["board"]) == ("2026年度", f"{town.city.name}教育委員会")
    cells = {
        "school": "森の小学校",
        "enrolled": "3",
        "ten-days": "1",
        "thirty-days": "0",
        "ninety-days": "0",
        "credited": "0",
        "sheets": "0",
        "handed-in": "2026-05-29",
    }
    rows = [row["cells"] for row in given["schools"]]
    assert sorted(rows, key=len) == [{"school": "海の小学校"}, cells]
    shown = town.board.get(at(made)).content.decode() + page.content.decode()
    assert town.long.name not in shown
    assert town.board.get(at(sheet)).status_code == 404
    town.board.post(at(made), {"complete": "1"})
    made.refresh_from_db()
    assert made.state == "complete"
    assert {town.board.get(at(made, kind)).status_code for kind in ("pdf", "xlsx")} == {200}


def test_in_the_next_month_every_school_is_asked_anew_and_one_taken_back_counts_no_more(
    town: Town,
) -> None:
    sheet = town.handed_in()
    with freeze(date(2026, 6, 1)):
        page = town.board.get(reverse("board-lists"))
        assert set(page.context["missing"]) == {town.school, town.other}
    town.browser().post(at(sheet, "withdraw"), {"why": "数えまちがい"})
    page = town.board.get(reverse("board-lists"))
    assert set(page.context["missing"]) == {town.school, town.other}


@pytest.mark.parametrize("role", [R.HOMEROOM, R.GRADE_LEAD, R.NURSE, R.OFFICE])
def test_who_does_not_answer_for_the_whole_school_sees_no_list(town: Town, role: RoleKind) -> None:
    sheet = town.handed_in()
    browser = town.browser(role)
    for address in (town.list_page(), at(sheet), at(sheet, "pdf"), reverse("board-lists")):
        assert browser.get(address).status_code == 404
    page = browser.get(reverse("sheets:list"), {"state": "complete"})
    assert at(sheet) not in page.content.decode()
    actor = make_actor(town.school, role=role)
    with pytest.raises(Denied):
        withdraw_sheet(sheet=sheet, why="x", by=actor)
    with pytest.raises(Denied):
        begin_sheet(form=sheet.form, school=town.school, pupil=None, by=actor)


def test_a_manager_does_not_write_the_boards_list_nor_another_schools(town: Town) -> None:
    town.board.post(reverse("board-lists"), {"form": "long-absence-list-board"})
    made = Sheet.objects.get(form="long-absence-list-board")
    browser = town.browser()
    other = reverse("school:lists", args=[town.other.pk])
    assert {browser.get(one).status_code for one in (at(made), other)} == {404}
    wrong = {"form": "long-absence-list-board"}
    assert browser.post(town.list_page(), wrong, follow=True).status_code == 200
    assert Sheet.objects.count() == 1


def test_a_list_tells_in_a_disclosure_the_childs_own_row(town: Town) -> None:
    town.handed_in()
    held = holding("forms.listed")
    (row,) = held.told_of(town.long)
    words = " ".join(line["text"] for line in held.lines(row))
    assert "一覧表" in words
    assert "4月からの欠席：11" in words
    assert not held.told_of(town.short)


def test_a_list_goes_whole_when_its_years_are_over(town: Town) -> None:
    sheet = town.handed_in()
    for year, left in ((2031, 1), (2032, 0)):
        for one in due(town.city, date(year, 4, 1)):
            if one.holding.model is Listed:
                one.holding.erase(one.rows)
        assert Sheet.objects.filter(pk=sheet.pk).count() == left


def test_a_roster_with_children_on_a_list_is_not_taken_back_unsaid(town: Town) -> None:
    sheet = town.begun(town.browser())
    run = ImportRun(municipality=town.city, kind=RunKind.ROSTER, at=sheet.begun_at)
    said = acted_on(run=run, created={"school.pupil": frozenset({town.long.pk})}, changed={})
    assert said == [f"{sheet.begun_by.name}が一覧表に書いています（1件）"]
