"""Any file at all: taken in, or refused with its faults and nothing written. Never a crash.

Where one fails, hypothesis prints the example and the line that tries it again.
"""

import csv
import io
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.utils.exceptions import IllegalCharacterError

from tests.builders import make_class, make_person, make_pupil
from tests.fuzz.storage import held
from tests.roster_files import RosterFiles
from tsunagu.access.actor import Actor, system_actor
from tsunagu.attendance.enums import Kind, Place, Reason
from tsunagu.attendance.imports import import_attendance
from tsunagu.attendance.imports.reading import COLUMNS as ATTENDANCE
from tsunagu.intake.faults import InputFault
from tsunagu.intake.table import Column
from tsunagu.school.enums import CalendarKind
from tsunagu.school.imports.calendar import COLUMNS as CALENDAR
from tsunagu.school.imports.calendar import import_calendar
from tsunagu.school.imports.guardians import COLUMNS as GUARDIANS
from tsunagu.school.imports.guardians import import_guardians
from tsunagu.school.imports.roster.action import import_roster
from tsunagu.school.imports.staff import COLUMNS as STAFF
from tsunagu.school.imports.staff import import_staff
from tsunagu.signs.imports import COLUMNS as ALERTS
from tsunagu.signs.imports import import_alerts

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
ENCODINGS = ("utf-8", "utf-8-sig", "cp932", "utf-16", "utf-16-le", "utf-16-be")
TEXT = st.text(
    st.characters(codec="utf-8") | st.sampled_from("\0\"',\t\n\r=+-@｡髙﨑𠮷\u3000\ufeff\ue000"),
    max_size=30,
)
LONG = st.builds(lambda sign, times: sign * times, st.sampled_from("aあ0𠮷"), st.just(3_000))
DATES = st.dates().map(str) | st.sampled_from(
    (
        "2026-05-20",
        "R8.5.20",
        "令和元年5月1日",
        "2026-02-30",
        "46162",
        "0000-00-00",
        "９９９９/１/１",
    )
)
KNOWN = ("p1", "p2", "t1", "school", "class", "P3", "学級", "1", "○", "false", "03-1234-5678")
CODES = (*Kind.values, *Place.labels, *Reason.values, *CalendarKind.labels, "principal", "教頭")
GOOD = {
    "date": ("2026-05-18", "2026/5/19", "R8.5.20"),
    "pupil": ("p1", "p2"),
    "at": ("2026-05-18", "2026-05-19T21:14:00Z", "2026/5/20 7:05"),
    "portal": ("ポータル",),
    "id": ("", "a-1"),
    "person": ("t1",),
    "role": ("principal", "教頭", "homeroom"),
    "scope": ("school", "class", ""),
    "from": ("2026-05-20", "令和8年4月1日"),
    "to": ("2026-05-21", "2027-03-31"),
    "name": ("東雲 みお",),
    "phone": ("03-1234-5678",),
    "late": ("", "1", "○"),
    "left_early": ("", "0"),
    "classroom": ("", "class"),
    "grade": ("", "P3"),
}
"""What a column may hold; `kind` is each import's own."""
CELLS = st.one_of(st.just(""), DATES, st.sampled_from(KNOWN + CODES), TEXT, LONG)


@dataclass(frozen=True)
class Kindly:
    """A kind of import: its columns, and how a file of it is taken in."""

    name: str
    columns: Sequence[Column]
    kinds: Sequence[str]
    take: Callable[[Path, Actor], object]


def _attendance(path: Path, by: Actor) -> object:
    return import_attendance(path=path, first=date(2026, 5, 11), last=date(2026, 5, 29), by=by)


KINDS = (
    Kindly("staff", STAFF, (), lambda path, by: import_staff(path=path, by=by)),
    Kindly("guardians", GUARDIANS, (), lambda path, by: import_guardians(path=path, by=by)),
    Kindly(
        "calendar",
        CALENDAR,
        CalendarKind.labels,
        lambda path, by: import_calendar(path=path, by=by),
    ),
    Kindly("alerts", ALERTS, ("相談",), lambda path, by: import_alerts(path=path, by=by)),
    Kindly("attendance", ATTENDANCE, Kind.values, _attendance),
)


@pytest.fixture
def by() -> Actor:
    """The system, in a city with a class of two and a teacher whom files can name."""
    room = make_class(pupils=0)
    for number in (1, 2):
        make_pupil(room, number=number, sourced_id=f"p{number}")
    person = make_person(room)
    type(person).objects.filter(pk=person.pk).update(sourced_id="t1")
    type(room).objects.filter(pk=room.pk).update(sourced_id="class")
    type(room.school).objects.filter(pk=room.school_id).update(sourced_id="school")
    return system_actor(room.municipality, "fuzz")


@st.composite
def _mangled(draw: st.DrawFn, data: bytes) -> bytes:
    """The bytes as they are, or cut off, or with some of them replaced."""
    how = draw(st.sampled_from(("whole",) * 8 + ("cut", "replaced")))
    if how == "whole":
        return data
    # Excel's own dates make two files of one table differ in length.
    at = draw(st.integers(0, 1_000)) * len(data) // 1_000
    return data[:at] if how == "cut" else data[:at] + draw(st.binary(max_size=4)) + data[at + 2 :]


@st.composite
def _header(draw: st.DrawFn, columns: Sequence[Column]) -> list[str]:
    """The columns in any order and language, at times with one lost, doubled or unknown."""
    names = [draw(st.sampled_from((column.name, column.label))) for column in columns]
    if draw(st.booleans()):
        names = draw(st.permutations(names))
    odd = draw(st.sampled_from(("",) * 7 + ("lost", "doubled", "unknown")))
    if odd == "lost":
        return names[1:]
    return names + ([names[0]] if odd == "doubled" else [draw(TEXT)] if odd == "unknown" else [])


@st.composite
def tables(draw: st.DrawFn, kind: Kindly) -> tuple[str, bytes]:
    """A file's name and bytes: CSV, TSV or Excel of the kind's columns, or any bytes."""
    if draw(st.integers(0, 9)) == 9:
        return draw(st.sampled_from(("a.csv", "a.xlsx"))), draw(st.binary(max_size=300))
    header = draw(_header(kind.columns))
    named = {spelling: c.name for c in kind.columns for spelling in (c.name, c.label)}
    good = {**GOOD, "kind": tuple(kind.kinds)}
    cells = [st.sampled_from(good.get(named.get(title, ""), ("",))) for title in header]
    whole = st.tuples(*cells).map(list)
    odd = st.lists(CELLS, max_size=len(header) + 1)
    mixed = st.tuples(*(good_one | CELLS for good_one in cells)).map(list)
    rows = [header, *draw(st.lists(st.one_of(whole, whole, mixed, odd), max_size=4))]
    if draw(st.integers(0, 4)) == 4:
        return "a.xlsx", draw(_mangled(_excel(rows)))
    out = io.StringIO()
    ending = draw(st.sampled_from(("\n", "\r\n", "\r")))
    csv.writer(out, delimiter=draw(st.sampled_from(",\t")), lineterminator=ending).writerows(rows)
    encoded = out.getvalue().encode(draw(st.sampled_from(ENCODINGS)), "replace")
    return "a.csv", draw(_mangled(encoded))


def _excel(rows: Sequence[Sequence[str]]) -> bytes:
    book = Workbook()
    sheet = book.worksheets[0]
    for row in rows:
        try:
            sheet.append(row)
        except IllegalCharacterError:
            sheet.append(["?"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def taken_or_refused(take: Callable[[], object]) -> None:
    """Try it; a refusal names its faults in words and leaves everything as it was."""
    before, refused = held(), None
    with transaction.atomic():
        try:
            take()
        except InputFault as fault:
            refused = fault
        if refused is not None:
            assert all(one.message for one in refused.faults)
            assert refused.faults
            assert held() == before
        transaction.set_rollback(True)


def budget(examples: int) -> Any:
    """So many examples, none of them kept between runs."""
    return settings(
        max_examples=examples,
        deadline=None,
        database=None,
        print_blob=True,
        phases=[Phase.explicit, Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_any_table_is_taken_in_or_refused_whole(kind: Kindly, by: Actor, tmp_path: Path) -> None:
    @budget(40)
    @given(file=tables(kind))
    def tried(file: tuple[str, bytes]) -> None:
        path = tmp_path / file[0]
        path.write_bytes(file[1])
        taken_or_refused(lambda: kind.take(path, by))

    tried()


def a_roster() -> RosterFiles:
    """A roster of two schools, to be mangled."""
    roster = RosterFiles()
    for school in ("S1", "S2"):
        roster.school(school, code="")
        roster.homeroom(f"C{school}", school=school)
        roster.teacher(f"T{school}", homeroom=f"C{school}")
        for number in (1, 2):
            roster.pupil(f"K{school}{number}", homeroom=f"C{school}", number=number)
    return roster


@st.composite
def bundles(draw: st.DrawFn) -> dict[str, bytes]:
    """A roster's files, with cells, columns, rows, bytes and names as they should not be."""
    roster = a_roster()
    for _ in range(draw(st.integers(1, 3))):
        rows = roster.rows[draw(st.sampled_from([n for n, rows in roster.rows.items() if rows]))]
        row = rows[draw(st.integers(0, len(rows) - 1))]
        what = draw(st.sampled_from(("cell", "cell", "cell", "double", "drop", "borrow")))
        column = draw(st.sampled_from(sorted(row)))
        if what == "cell":
            row[column] = draw(CELLS)
        elif what == "double":
            rows.append(dict(row))
        elif what == "drop" and len(rows) > 1:
            rows.remove(row)
        else:
            row[column] = rows[0][draw(st.sampled_from(sorted(row)))]
    files = {name: text.encode() for name, text in roster.texts().items()}
    name = draw(st.sampled_from(sorted(files)))
    files[name] = draw(_mangled(files[name]))
    if draw(st.integers(0, 9)) == 9:
        files[draw(st.sampled_from(("users.csv/", "../x.csv", "x.csv", "USERS.CSV")))] = b"x"
    return files


def test_any_roster_is_taken_in_or_refused_whole(by: Actor, tmp_path: Path) -> None:
    path = tmp_path / "roster.zip"

    @budget(50)
    @given(files=bundles(), mangled=st.data())
    @example(files={}, mangled=None)
    def tried(files: dict[str, bytes], mangled: Any) -> None:
        with zipfile.ZipFile(path, "w") as archive:
            for name, data in files.items():
                archive.writestr(name, data)
        if mangled is not None:
            path.write_bytes(mangled.draw(_mangled(path.read_bytes())))
        taken_or_refused(lambda: import_roster(path=path))

    tried()
