"""The school calendar from a file: it replaces what files said of the school years it touches."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

from django.db.models import QuerySet

from tsunagu.access.actor import Actor
from tsunagu.clock import SchoolYear, in_words, school_year_of
from tsunagu.intake.faults import Faults
from tsunagu.intake.journal import Journal
from tsunagu.intake.models import ImportRun, RunKind
from tsunagu.intake.progress import Phase, counted
from tsunagu.intake.result import Result
from tsunagu.intake.runs import last_number
from tsunagu.intake.table import Column, Row, Table, read_table
from tsunagu.intake.values import BadValue, coded
from tsunagu.school.confirmed import confirmed, days_between
from tsunagu.school.enums import CalendarKind, EntryOrigin
from tsunagu.school.imports.lookup import Places
from tsunagu.school.imports.running import Work, carry_out, schools_within_reach, tell_of_days
from tsunagu.school.locks import hold_schools
from tsunagu.school.models import CalendarEntry, Classroom, School
from tsunagu.school.rules import Entry, Level, contradictions

COLUMNS = (
    Column("school", "学校コード", needed=False),
    Column("grade", "学年", needed=False),
    Column("classroom", "学級ID", needed=False),
    Column("from", "開始日", filled=True),
    Column("to", "終了日", filled=True),
    Column("kind", "種別", filled=True),
    Column("note", "備考", needed=False),
)
KINDS = coded(CalendarKind, {"学級閉鎖": "closed", "臨時休業": "closed"})
LONGEST = timedelta(days=366)
ONE_DAY = timedelta(days=1)
Place = tuple[UUID | None, str, UUID | None]
"""School, grade and class that an entry is for."""
Key = tuple[Place, date, date, str, str]


@dataclass(frozen=True, slots=True)
class Line:
    """What a row says, within one school year."""

    row: Row
    place: Place
    first: date
    last: date
    kind: str

    @property
    def key(self) -> Key:
        """All that is stored of it."""
        return (self.place, self.first, self.last, self.kind, self.row["note"][:255])


def import_calendar(*, path: Path, by: Actor, dry_run: bool = False) -> Result:
    """Take in a calendar; entries made on screen stand, and so do days of confirmed registers.

    Raises `InputFault` with every fault.
    """
    faults = Faults()
    reach = schools_within_reach(by)
    places = Places(by.municipality)
    table = read_table(path, COLUMNS, faults)
    seen = last_number(by.municipality)
    lines = [line for row in counted(table.rows, Phase.READ) for line in _lines(row, places, reach)]
    years = sorted({school_year_of(line.first).year for line in lines})
    standing = list(_entries(by, years).order_by("id"))
    _check_contradictions(lines, [e for e in standing if e.origin == EntryOrigin.SCREEN])
    old = [e for e in standing if e.origin == EntryOrigin.FILE and _reached(e, reach)]
    _check_confirmed(by, lines, old, table)
    faults.check()
    journal = Journal()
    new = _replace(by, lines, old, journal)
    work = Work(
        kind=RunKind.CALENDAR,
        file=table.file,
        digest=table.digest,
        journal=journal,
        seen=seen,
        counts={"rows": len(table.rows), "years": len(years)},
        warnings=[] if table.rows else [f"{table.file}: データの行がありません"],
        owned=new,
    )
    touched = _touched(by, [*new, *(e for e in old if journal.removes(e))])
    work.options = {"touched": {str(y): sorted(map(str, s)) for y, s in touched.items()}}

    def then(_: ImportRun) -> None:
        hold_schools({school for schools in touched.values() for school in schools})
        # A register may have been confirmed since the file was read.
        _check_confirmed(by, lines, old, table)
        faults.check()
        tell_of_days(by.municipality, touched)

    return carry_out(work, by=by, dry_run=dry_run, then=then)


def _entries(by: Actor, years: Iterable[int]) -> QuerySet[CalendarEntry]:
    """Entries of school years; one from a file lies within one school year."""
    found = CalendarEntry.objects.none()
    for year in map(SchoolYear, years):
        found |= CalendarEntry.objects.between(year.first, year.last)
    return found.filter(municipality=by.municipality)


def _reached(entry: CalendarEntry, reach: frozenset[object] | None) -> bool:
    return reach is None or entry.school_id in reach


def _lines(row: Row, places: Places, reach: frozenset[object] | None) -> Iterator[Line]:
    """What a row says, one line a school year; faults are noted on the way."""
    first, last = row.day("from"), row.day("to")
    kind = row.code("kind", KINDS)
    if first and last and last < first:
        row.fault("to", "開始日より前です")
        return
    if first and last and last - first > LONGEST:
        row.fault("to", "一年より長い期間です。年度ごとに分けてください")
        return
    if first is None or last is None:
        return
    place = _place(row, places, first, last)
    if place is None or not kind:
        return
    if reach is not None and place[0] not in reach:
        row.fault("school", "自分の学校の校暦だけを取り込めます。学校コードを書いてください")
        return
    while first <= last:
        until = min(last, school_year_of(first).last)
        yield Line(row, place, first, until, kind)
        first = until + ONE_DAY


def _place(row: Row, places: Places, first: date, last: date) -> Place | None:
    """School, grade and class that a row names, each checked against the others."""
    school: School | None = None
    classroom: Classroom | None = None
    grade = ""
    before = len(row.table.faults.found)
    for name in ("school", "classroom", "grade"):
        try:
            if not row[name]:
                continue
            if name == "school":
                school = places.school(row[name])
            elif name == "classroom":
                classroom = places.classroom(row[name], first)
            else:
                grade = places.grade(row[name], school or _school_of(classroom), first)
        except BadValue as error:
            row.fault(name, str(error))
    if classroom and school and classroom.school_id != school.pk:
        row.fault("classroom", "学校コードの学校の学級ではありません")
    if classroom and grade and grade not in classroom.grade_list:
        row.fault("grade", "この学級の学年ではありません")
    if classroom and last > SchoolYear(classroom.school_year).last:
        row.fault("to", "学級は年度ごとです。年度の終わりまでにしてください")
    if len(row.table.faults.found) > before:
        return None
    if classroom:
        return (classroom.school_id, "", classroom.pk)
    return (school.pk if school else None, grade, None)


def _school_of(classroom: Classroom | None) -> School | None:
    return classroom.school if classroom else None


def _level(place: Place) -> Level:
    school, grade, classroom = place
    if classroom:
        return Level.CLASSROOM
    if grade:
        return Level.SCHOOL_GRADE if school else Level.MUNICIPALITY_GRADE
    return Level.SCHOOL if school else Level.MUNICIPALITY


def _check_contradictions(lines: Iterable[Line], screen: Iterable[CalendarEntry]) -> None:
    """Two entries for the same place may not say both; what was entered on screen stands."""
    groups: dict[Place, list[tuple[Entry, Line | None]]] = defaultdict(list)
    for line in lines:
        entry = Entry(_level(line.place), line.kind, line.first, line.last)
        groups[line.place].append((entry, line))
    for e in screen:
        school = e.classroom.school_id if e.classroom else e.school_id
        place = (school, "" if e.classroom_id else e.grade, e.classroom_id)
        if place in groups:
            groups[place].append((Entry(_level(place), e.kind, e.first, e.last), None))
    for group in groups.values():
        origin = {id(entry): line for entry, line in group}
        for one, other in contradictions(entry for entry, _ in group):
            _tell(origin[id(one)], origin[id(other)], "休業と授業日が同じ日にあり、食い違います")
        terms = [(e, line) for e, line in group if e.kind == CalendarKind.TERM and line]
        for at, (one, line) in enumerate(terms):
            for other, later in terms[at + 1 :]:
                if one.first <= other.last and other.first <= one.last and one != other:
                    _tell(line, later, "学期が重なっています")


def _tell(one: Line | None, other: Line | None, what: str) -> None:
    """Note a contradiction at the later row, naming the other."""
    rows = sorted((line.row for line in (one, other) if line), key=lambda row: row.line)
    if len(rows) == 2:
        rows[1].fault("kind", f"{what}（{rows[0].line}行目と）")
    elif rows:
        rows[0].fault("kind", f"{what}（画面で入力した校暦と）")


def _check_confirmed(
    by: Actor, lines: Iterable[Line], old: Iterable[CalendarEntry], table: Table
) -> None:
    """Days on which the file says otherwise than files did may not be of a confirmed register."""
    before: dict[tuple[Place, str], set[date]] = defaultdict(set)
    after: dict[tuple[Place, str], set[date]] = defaultdict(set)
    for entry in old:
        before[_place_of(entry), entry.kind] |= days_between(entry.first, entry.last)
    for line in lines:
        after[line.place, line.kind] |= days_between(line.first, line.last)

    def why(place: Place, kind: str, days: set[date]) -> list[str]:
        school, grade, _ = place
        if kind == CalendarKind.TERM:
            return []
        return confirmed(by.municipality, school=school, grade=grade, days=days)

    for line in lines:
        new = days_between(line.first, line.last) - before[line.place, line.kind]
        for sentence in why(line.place, line.kind, new):
            line.row.fault("from", sentence)
    for entry in old:
        place = _place_of(entry)
        gone = days_between(entry.first, entry.last) - after[place, entry.kind]
        for sentence in why(place, entry.kind, gone):
            what = f"{in_words(min(gone), year=True)}からの「{entry.get_kind_display()}」"
            table.faults.add(table.file, 0, 0, f"{what}がファイルにありません。{sentence}")


def _place_of(entry: CalendarEntry) -> Place:
    return (entry.school_id, entry.grade, entry.classroom_id)


def _replace(
    by: Actor, lines: Iterable[Line], old: Iterable[CalendarEntry], journal: Journal
) -> list[CalendarEntry]:
    """Take away what the file no longer says, make what it newly says; the rest stays."""
    wanted = dict.fromkeys(line.key for line in lines)
    for entry in old:
        key = (_place_of(entry), entry.first, entry.last, entry.kind, entry.note)
        if key in wanted:
            del wanted[key]
        else:
            journal.remove(entry)
    new = []
    for (school, grade, classroom), first, last, kind, note in wanted:
        entry = CalendarEntry(
            municipality=by.municipality,
            school_id=school,
            grade=grade,
            classroom_id=classroom,
            first=first,
            last=last,
            kind=kind,
            note=note,
            origin=EntryOrigin.FILE,
        )
        journal.create(entry)
        new.append(entry)
    return new


def _touched(by: Actor, entries: Iterable[CalendarEntry]) -> dict[int, set[UUID]]:
    """Schools by school year whose days the entries speak of."""
    every: set[UUID] | None = None
    touched: dict[int, set[UUID]] = defaultdict(set)
    for entry in entries:
        year = school_year_of(entry.first).year
        if entry.school_id:
            touched[year].add(entry.school_id)
            continue
        if every is None:
            schools = School.objects.filter(municipality=by.municipality)
            every = set(schools.values_list("pk", flat=True))
        touched[year] |= every
    return touched
