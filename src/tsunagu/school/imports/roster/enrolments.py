"""Who is in which class from when to when, as the roster says and as it stands on record."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta
from typing import cast
from uuid import UUID

from tsunagu.clock import SchoolYear
from tsunagu.school.enums import EnrolmentKind
from tsunagu.school.imports.roster.lost import warn_of_lost_days
from tsunagu.school.imports.roster.plan import Plan
from tsunagu.school.imports.roster.stays import Stay, clashes, parted
from tsunagu.school.models import Classroom, Enrolment, Pupil
from tsunagu.school.signals import recorded_until

ONE_DAY = timedelta(days=1)
FILE = "enrollments.csv"


def plan_enrolments(plan: Plan) -> dict[str, date]:
    """Bring enrolments to what the roster says; answers the first day enrolled by user."""
    wanted = _wanted(plan)
    book = Book(plan)
    book.take_over(wanted)
    lines = {row.pk: stay.row.line for stay, row in book.of.items()}
    warn_of_lost_days(plan, book.by_pupil, lines)
    since: dict[str, date] = {}
    for user, stays in wanted.items():
        rows = [book.of[stay] for stay in stays if stay in book.of]
        if rows:
            since[user] = min(row.begin for row in rows)
    for user in plan.pupils.keys() - wanted.keys():
        line = plan.roster.users[user].line
        plan.warnings.append(
            f"users.csv:{line}: 「{user}」には在籍する学級（homeroom）がありません"
        )
    return since


def _wanted(plan: Plan) -> dict[str, list[Stay]]:
    """Every pupil's stays by user, parted into home and exchange."""
    by_user: dict[str, list[Stay]] = defaultdict(list)
    for row in plan.roster.enrolments:
        homeroom = plan.roster.homerooms[row.homeroom]
        user = plan.roster.users.get(row.user)
        if row.role != "student" or user is None:
            continue
        begin = row.begin or homeroom.begin
        end = row.end or SchoolYear(homeroom.year).last + ONE_DAY
        if end <= begin:
            plan.warnings.append(f"{FILE}:{row.line}: 一日もない在籍なので、読みとばしました")
            continue
        named = user.home_class == homeroom.id
        by_user[row.user].append(Stay(row, begin, end, homeroom.special_needs, named))
    for stays in by_user.values():
        for one, other in clashes(stays):
            later = max(one, other, key=lambda stay: stay.row.line)
            first = min(one, other, key=lambda stay: stay.row.line)
            why = (
                f"{first.row.line}行目の学級と同じ日に在籍しています。"
                "endDate で終わらせるか、片方を特別支援学級（specialNeeds）の学級にしてください"
            )
            plan.faults.add(FILE, later.row.line, 4, why)
    return {user: parted(stays) for user, stays in by_user.items()}


class Book:
    """The enrolments on record of the roster's school years, and what becomes of each."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.of: dict[Stay, Enrolment] = {}
        classes = Classroom.objects.filter(
            municipality=plan.municipality, school_year__in=plan.roster.years
        )
        self.places = {c.pk: (c.school_id, c.school_year) for c in classes} | {
            c.pk: (c.school_id, c.school_year) for c in plan.classrooms.values()
        }
        """School and school year of every class."""
        rows = Enrolment.objects.filter(
            municipality=plan.municipality, classroom__school_year__in=plan.roster.years
        )
        self.left: dict[UUID, Enrolment] = {
            row.pk: row for row in rows.order_by("begin", "kind", "id")
        }
        """Rows on record that no stay has claimed yet."""
        self.first_time = not self.left
        self.undated = 0
        """New rows whose begin the file leaves blank."""
        self.begins: dict[tuple[UUID, EnrolmentKind], list[date]] = defaultdict(list)
        """The days on which a pupil's stays of a kind begin, where the file names them."""
        self.by_id: dict[tuple[UUID, str], list[Enrolment]] = defaultdict(list)
        self.by_class: dict[tuple[UUID, UUID], list[Enrolment]] = defaultdict(list)
        self.by_pupil: dict[UUID, list[Enrolment]] = defaultdict(list)
        for row in self.left.values():
            if row.source == plan.source:
                self.by_id[row.pupil_id, row.sourced_id].append(row)
            else:
                self.by_class[row.pupil_id, row.classroom_id].append(row)
            self.by_pupil[row.pupil_id].append(row)

    def take_over(self, wanted: Mapping[str, list[Stay]]) -> None:
        """Claim, end and make rows until the record says what the roster says."""
        pairs = [(self.plan.pupils[user], stay) for user, stays in wanted.items() for stay in stays]
        claimed = [(pupil, stay, self._claim(pupil, stay)) for pupil, stay in pairs]
        gone = self._gone()
        recorded = self._recorded(gone, claimed)
        for pupil, stay in pairs:
            if stay.row.begin:
                self.begins[pupil.pk, stay.kind].append(stay.row.begin)
        for old in gone:
            self._end(old, recorded.get(old.pupil_id))
        anew = [self._anew(stay, row, recorded.get(pupil.pk)) for pupil, stay, row in claimed]
        going_on = [
            (stay, row)
            for (_, stay, row), begin in zip(claimed, anew, strict=True)
            if row and not begin
        ]
        past = self._past({row.pk for _, row in going_on})
        for stay, row in going_on:
            self._bring(stay, row, past[row.pupil_id])
        for (pupil, stay, _), begin in zip(claimed, anew, strict=True):
            if begin:
                self._make(pupil, stay, begin)
        if self.undated and not self.first_time:
            self.plan.warnings.append(
                f"{FILE}: beginDate が空欄の新しい在籍{self.undated}件を、年度の初めからとしました"
            )

    def _claim(self, pupil: Pupil, stay: Stay) -> Enrolment | None:
        """The row on record that a stay goes on: by id, else by class where the system changed."""
        classroom = self.plan.classrooms[stay.row.homeroom]
        rows = self.by_id.get((pupil.pk, stay.row.id)) or self.by_class.get(
            (pupil.pk, classroom.pk), []
        )
        free = [row for row in rows if row.pk in self.left and row.kind == stay.kind]
        same_class = [row for row in free if row.classroom_id == classroom.pk]
        found = same_class[-1:] or free[-1:]
        if not found:
            return None
        del self.left[found[0].pk]
        return found[0]

    def _gone(self) -> list[Enrolment]:
        """Rows that the roster no longer has: its own, and those of the pupils it speaks of."""
        pupils = {pupil.pk for pupil in self.plan.pupils.values()}
        return [
            row
            for row in self.left.values()
            if row.source == self.plan.source or row.pupil_id in pupils
        ]

    def _recorded(
        self, gone: list[Enrolment], claimed: list[tuple[Pupil, Stay, Enrolment | None]]
    ) -> dict[UUID, date]:
        """Until when something is recorded of the pupils whose rows may be ended."""
        pupils = {row.pupil_id for row in gone} | {
            pupil.pk for pupil, stay, row in claimed if row and self._moves(stay, row)
        }
        found: dict[UUID, date] = {}
        if pupils:
            answers = recorded_until.send(
                Enrolment, municipality=self.plan.municipality, pupils=frozenset(pupils)
            )
            for _, answer in answers:
                for key, day in cast("Mapping[UUID, date]", answer or {}).items():
                    found[key] = max(day, found.get(key, day))
        return found

    def _moves(self, stay: Stay, row: Enrolment) -> bool:
        return row.classroom_id != self.plan.classrooms[stay.row.homeroom].pk

    def _next(self, row: Enrolment) -> date | None:
        """The first day named by a stay that follows a row."""
        begins = self.begins[row.pupil_id, EnrolmentKind(row.kind)]
        return min((day for day in begins if day > row.begin), default=None)

    def _end(self, row: Enrolment, recorded: date | None) -> None:
        """End a row that is gone: with the day its successor names, or the day of effect."""
        day = self._next(row) or self.plan.choices.effective
        kept = recorded is not None and recorded >= day
        if recorded is not None and kept:
            day = recorded + ONE_DAY
        if row.end and row.end <= day:
            return
        if kept:
            self.plan.warnings.append(
                f"{FILE}: 「{row.sourced_id}」は{recorded}まで出欠の記録があるので、"
                "その日までの在籍としました"
            )
        self._touch(row)
        self.plan.ended += 1
        if day <= row.begin:
            self.plan.journal.remove(row)
            self.by_pupil[row.pupil_id].remove(row)
        else:
            self.plan.journal.change(row, end=day)

    def _make(self, pupil: Pupil, stay: Stay, begin: date) -> None:
        """Make a row; it begins after what stands there of the same kind."""
        plan = self.plan
        classroom = plan.classrooms[stay.row.homeroom]
        for other in self.by_pupil.get(pupil.pk, ()):
            ends = other.end or stay.end
            alike = other.kind == stay.kind or other.classroom_id == classroom.pk
            if alike and other.begin < stay.end and begin < ends:
                begin = ends
        if begin >= stay.end:
            return
        self.undated += stay.row.begin is None and begin == stay.begin
        row = Enrolment(
            municipality=plan.municipality,
            pupil=pupil,
            classroom=classroom,
            begin=begin,
            **self._values(stay),
        )
        plan.journal.create(row)
        self.of[stay] = row
        self.by_pupil[pupil.pk].append(row)
        self._touch(row)

    def _values(self, stay: Stay) -> dict[str, object]:
        homeroom = self.plan.roster.homerooms[stay.row.homeroom]
        user = self.plan.roster.users[stay.row.user]
        grade = user.grade if user.grade or not homeroom.grades else homeroom.grades[0]
        return {
            "kind": stay.kind,
            "grade": grade[:10],
            "number": stay.row.number[:20],
            "end": stay.end,
            "source": self.plan.source,
            "sourced_id": stay.row.id,
        }

    def _anew(self, stay: Stay, row: Enrolment | None, recorded: date | None) -> date | None:
        """From when a stay needs a row of its own; None where the one on record goes on.

        A row of another class is ended the day before.
        """
        if row is None:
            return stay.begin
        if self._moves(stay, row):
            day = self.plan.choices.effective
            day = max(day, recorded + ONE_DAY) if recorded else day
            if stay.row.begin and stay.row.begin > row.begin:
                day = self._next(row) or day
            if row.begin < day:
                self.plan.journal.change(row, end=min(day, row.end or day))
                self._touch(row)
                self.plan.ended += 1
                return max(day, stay.begin)
        self.of[stay] = row
        if self._stood_elsewhere(row, stay):
            return max(self.plan.choices.effective, stay.begin)
        return None

    def _past(self, going_on: Collection[UUID]) -> dict[UUID, list[Enrolment]]:
        """By pupil the rows that end as they stand, beside those that go on."""
        return {
            pupil: [row for row in rows if row.pk not in going_on]
            for pupil, rows in self.by_pupil.items()
        }

    def _bring(self, stay: Stay, row: Enrolment, past: Iterable[Enrolment]) -> None:
        """Bring a row on record to what the roster says of it; it begins after what is past."""
        classroom = self.plan.classrooms[stay.row.homeroom]
        begin = stay.begin if stay.row.begin or stay.begin > row.begin else row.begin
        for other in past:
            if other.kind == stay.kind and other.end and other.begin < stay.end:
                begin = max(begin, other.end)
        if begin >= stay.end:
            self._touch(row)
            self.plan.journal.remove(row)
            self.by_pupil[row.pupil_id].remove(row)
            return
        dated: dict[str, object] = {"begin": begin, "end": stay.end, "classroom_id": classroom.pk}
        if any(getattr(row, name) != value for name, value in dated.items()):
            self._touch(row)
            self.plan.touched.add((classroom.school_id, classroom.school_year))
        self.plan.journal.change(row, **(self._values(stay) | dated))

    def _stood_elsewhere(self, row: Enrolment, stay: Stay) -> bool:
        """Was the row ended, and the pupil in another class after it?"""
        return bool(row.end and row.end < stay.end) and any(
            other.pk != row.pk
            and other.kind == row.kind
            and other.begin < stay.end
            and row.end is not None
            and (other.end or stay.end) > row.end
            for other in self.by_pupil[row.pupil_id]
        )

    def _touch(self, row: Enrolment) -> None:
        self.plan.touched.add(self.places[row.classroom_id])
