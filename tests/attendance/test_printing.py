"""The month's register as PDF and CSV, in the municipality's symbols."""

import csv
from datetime import date, datetime
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.builders import add_calendar, make_actor, make_class, make_pupil, pupils_of, roll
from tsunagu.access.actor import Actor
from tsunagu.access.enums import RoleKind
from tsunagu.access.policy import Denied
from tsunagu.attendance.actions import MarkInput
from tsunagu.attendance.actions.printing import print_register
from tsunagu.attendance.models import Mark, MonthClose
from tsunagu.attendance.printing.signs import sign_of
from tsunagu.audit.models import Event
from tsunagu.cli.main import main
from tsunagu.clock import JST, freeze
from tsunagu.intake.values import register_symbols
from tsunagu.school.enums import CalendarKind
from tsunagu.school.models import Classroom

MAY = date(2026, 5, 1)


@pytest.fixture
def may(classroom: Classroom, teacher: Actor) -> Classroom:
    """Three days of May: a taken one, a closed one, and the rest untaken."""
    make_pupil(classroom, number=4, family_name="=和", begin=date(2026, 5, 19))
    add_calendar(classroom, date(2026, 5, 15), kind=CalendarKind.CLOSED)
    for day, mark in ((14, MarkInput(kind="absent", reason="illness")), (18, MarkInput(late=True))):
        with freeze(date(2026, 5, day)):
            roll(classroom, date(2026, 5, day), teacher, n1=mark)
    return classroom


def table(data: bytes) -> list[dict[str, str]]:
    """A register's CSV, read as Excel would."""
    text = data.decode("utf-8")
    assert text.startswith("\ufeff")
    assert text.count("\r\n") == text.count("\n")
    return list(csv.DictReader(StringIO(text.removeprefix("\ufeff"))))


def test_register_csv_has_symbols_sums_and_marks_what_is_untaken(
    may: Classroom, teacher: Actor
) -> None:
    rows = table(print_register(place=may, month=MAY, form="csv", by=teacher))
    one, new = rows[0], rows[3]
    days = ("14日（木）", "15日（金）", "16日（土）", "18日（月）", "19日（火）", "21日（木）")
    assert [one[day] for day in days] == ["病", "閉", "休業", "チ", "未", "・"]
    assert (one["授業日数"], one["出席停止・忌引等"], one["出席しなければならない日数"]) == (
        "3",
        "1",
        "2",
    )
    assert (one["欠席"], one["出席"], one["遅刻"], one["早退"]) == ("1", "1", "1", "0")
    assert (one["数に入れていない授業日"], new["数に入れていない授業日"]) == ("15", "9")
    assert (new["14日（木）"], new["19日（火）"], new["備考"]) == (
        "−",
        "未",
        "5月19日（火）から在籍",
    )
    assert new["氏名"].startswith("'=和")
    events = list(Event.objects.filter(deed="register.see"))
    assert {event.pupil for event in events} == {str(pupil.pk) for pupil in pupils_of(may)}
    assert {event.details["form"] for event in events} == {"csv"}


def test_register_pdf_is_landscape_a4_with_a_class_a_page(may: Classroom, teacher: Actor) -> None:
    make_class(may.school, name="2組")
    principal = make_actor(may.school, role=RoleKind.PRINCIPAL)
    assert principal.person
    at = datetime(2026, 5, 20, 8, 30, tzinfo=JST)
    MonthClose.objects.create(
        municipality=may.municipality, school=may.school, month=MAY, at=at, by=principal.person
    )
    pdf = PdfReader(BytesIO(print_register(place=may.school, month=MAY, by=principal)))
    assert [page.mediabox.width > page.mediabox.height for page in pdf.pages] == [True, True]
    text = pdf.pages[0].extract_text()
    assert may.school.name in text
    assert "2026年5月" in text
    assert "5月19日（火）" in text
    assert "数は、出欠をとった日だけのものです" in text
    assert f"2026年5月20日（水） {principal.person.name} 確認" in text


def test_register_is_denied_to_others(may: Classroom) -> None:
    for actor in (make_actor(make_class(may.school)), make_actor(may.school, role=RoleKind.NURSE)):
        with pytest.raises(Denied):
            print_register(place=may, month=MAY, by=actor)


@pytest.mark.parametrize(
    ("mark", "sign"),
    [
        (Mark(kind="absent"), "／"),
        (Mark(kind="absent", reason="illness"), "病"),
        (Mark(kind="absent", place="support_centre", reason="cannot_come"), "支"),
        (Mark(kind="present", late=True, left_early=True, place="nurse_room"), "チ早"),
        (Mark(kind="present", place="nurse_room"), "保"),
        (Mark(kind="present", note="ひとこと"), ""),
        (Mark(kind="suspended", note="感染症"), "停"),
    ],
)
def test_the_symbol_that_says_most_is_taken(mark: Mark, sign: str) -> None:
    assert sign_of(mark, register_symbols(["national"], MAY).values()) == sign
    assert sign_of(Mark(kind="suspended"), []) == "出"


def test_the_command_register_writes_the_file(
    may: Classroom, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "register.csv"
    city = may.municipality.code
    call = ["register", may.school.sourced_id, "--out", str(out), "--municipality", city]
    assert main([*call, "--month", "5"]) == 0, capsys.readouterr().err
    first = out.read_bytes()
    assert len(table(first)) == 4
    assert main([*call, "--month", "2026-05"]) == 0
    assert out.read_bytes() == first
    assert main(["register", "X", "--out", str(out), "--month", "5"]) == 1
    assert main(["register", "X", "--out", "register.doc", "--month", "5"]) == 1
    with pytest.raises(SystemExit):
        main([*call, "--month", "13"])
