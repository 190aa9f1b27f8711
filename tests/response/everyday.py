"""A small town in which all is done that can change a number of the board, by chance."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

from tests.builders import (
    make_actor,
    make_board,
)
from tests.roster_files import RosterFiles
from tsunagu.access.actor import Actor, system_actor
from tsunagu.access.enums import RoleKind
from tsunagu.access.refusal import Refused
from tsunagu.attendance.actions import (
    MarkInput,
    correct_day,
    find_missing,
    set_epidemic,
    set_notice,
    set_opening_balance,
    suspend,
    take_roll,
    withdraw_epidemic,
)
from tsunagu.attendance.imports import import_attendance
from tsunagu.attendance.models import Epidemic, Mark, RollCall
from tsunagu.clock import today
from tsunagu.intake.models import ImportRun, RunState
from tsunagu.response.actions import (
    Decided,
    catch_up,
    end_task,
    reconcile_stale,
    record_contact,
    reopen_task,
    set_good_reason,
    set_rhythm,
    share,
    withdraw_contact,
    withdraw_sharing,
)
from tsunagu.response.models import Contact, Sharing, Task
from tsunagu.school.actions import add_calendar_entry, end_calendar_entry
from tsunagu.school.imports.calendar import import_calendar
from tsunagu.school.imports.roster.action import import_roster
from tsunagu.school.imports.undo import undo_import
from tsunagu.school.models import CalendarEntry, Classroom, Pupil, School

AWAY = [MarkInput(kind=kind) for kind in ("absent", "absent", "absent", "missing")]


def roster(draw: int) -> RosterFiles:
    """Two schools; from one to another two children change school, one goes, a class comes."""
    files = RosterFiles()
    files.school("S1", code="B128210000017")
    files.school("S2", code="B128210000026")
    for room, school in {
        "A": "S1",
        "B": "S1",
        "C": "S2",
        **({"D": "S2"} if draw & 1 else {}),
    }.items():
        files.homeroom(room, school=school, name=f"{room}組")
    for number in range(12):
        room = "C" if draw & 2 and number in {0, 4} else "ABC"[number % 3]
        if not (draw & 4 and number == 7):
            files.pupil(f"K{number:02}", homeroom=room)
    return files


class Town:
    """A town in which all is done that can change a number of the board, by chance."""

    def __init__(self, folder: Path) -> None:
        self.draw, self.folder = Random(1), folder
        import_roster(path=roster(0).write(folder / "first"))
        self.city = School.objects.all()[0].municipality
        self.system = system_actor(self.city, "tests")
        self.board = make_actor(make_board(self.city), role=RoleKind.SUPERVISOR)
        self.heads = {
            school.pk: make_actor(school, role=RoleKind.PRINCIPAL)
            for school in School.objects.all()
        }

    def one(self, rows: Any) -> Any:
        """One row by chance; `Refused` where there is none."""
        found = sorted(rows, key=lambda row: str(row.pk))
        if not found:
            raise Refused([])
        return self.draw.choice(found)

    def child(self) -> tuple[Pupil, Actor]:
        """A child, and who heads the school of the child's latest class."""
        pupil = self.one(Pupil.objects.all())
        return pupil, self.head_of(pupil)

    def head_of(self, pupil: Pupil) -> Actor:
        """Who heads the school of a child's latest class."""
        stay = pupil.enrolments.select_related("classroom").order_by("begin").reverse()[0]
        return self.heads[stay.classroom.school_id]

    def room(self) -> tuple[Classroom, Actor]:
        """A class, and who heads its school."""
        room = self.one(Classroom.objects.all())
        return room, self.heads[room.school_id]

    def before(self) -> date:
        """A day of the last two weeks, today among them."""
        return today() - timedelta(days=self.draw.randrange(14))

    def take(self, day: date) -> None:
        """A roll, in which many children are away, or nobody."""
        room, head = self.room()
        pupils = [stay.pupil_id for stay in room.enrolments.order_by("pk")]
        many = self.draw.choice([0, 0.6])
        marks = {p: self.draw.choice(AWAY) for p in pupils if self.draw.random() < many}
        take_roll(classroom=room, day=day, marks=marks, by=head, why="入れ忘れ")

    def take_today(self) -> None:
        self.take(today())

    def take_late(self) -> None:
        self.take(self.before())

    def correct(self) -> None:
        roll = self.one(RollCall.objects.all())
        pupil, mark = self.one(roll.classroom.enrolments.all()).pupil, self.draw.choice(AWAY)
        head = self.heads[roll.school_id]
        correct_day(pupil=pupil, day=roll.day, mark=mark, why="訂正", by=head)

    def suspend(self) -> None:
        pupil, head = self.child()
        suspend(pupil=pupil, first=self.before(), last=today(), kind="bereavement", by=head)

    def find(self) -> None:
        mark = self.one(Mark.objects.filter(kind="missing", day=today()))
        find_missing(mark=mark, arrived=True, by=self.heads[mark.classroom.school_id])

    def notice(self) -> None:
        pupil, head = self.child()
        set_notice(
            pupil=pupil, kind="travel", first=self.before(), last=today(), fills="absent", by=head
        )

    def epidemic(self) -> None:
        room, head = self.room()
        set_epidemic(classroom=room, first=self.before(), last=today(), by=head)

    def no_epidemic(self) -> None:
        epidemic = self.one(Epidemic.objects.filter(withdrawn_at=None))
        head = self.heads[epidemic.classroom.school_id]
        withdraw_epidemic(epidemic=epidemic, why="まちがい", by=head)

    def balance(self) -> None:
        pupil, head = self.child()
        set_opening_balance(pupil=pupil, day=self.before(), absent_days=9, by=head)

    def contact(self) -> None:
        pupil, head = self.child()
        record_contact(
            pupil=pupil,
            way="visit",
            reached="child",
            child_heard=True,
            child_seen=True,
            line="元気",
            by=head,
        )

    def no_contact(self) -> None:
        contact = self.one(Contact.objects.filter(withdrawn_at=None))
        withdraw_contact(contact=contact, why="ちがう子", by=self.head_of(contact.pupil))

    def share(self) -> None:
        self.share_about(self.child()[0])

    def share_about(self, pupil: Pupil) -> None:
        head = self.head_of(pupil)
        share(
            pupil=pupil,
            on=today(),
            attendees="学年",
            agenda={},
            comes={},
            does_not={},
            decided=[Decided("家庭訪問", head.person, today())],
            review=self.draw.choice([None, today() + timedelta(days=3)]),
            by=head,
        )

    def no_sharing(self) -> None:
        sharing = self.one(Sharing.objects.filter(withdrawn_at=None))
        withdraw_sharing(sharing=sharing, why="ちがう子", by=self.head_of(sharing.pupil))

    def end(self) -> None:
        task = self.one(Task.objects.owed())
        end_task(task=task, status="not_needed", why="済み", by=self.heads[task.school_id])

    def reopen(self) -> None:
        task = self.one(Task.objects.filter(ended_by="person"))
        reopen_task(task=task, by=self.heads[task.school_id])

    def rhythm(self) -> None:
        pupil, head = self.child()
        set_rhythm(pupil=pupil, first=today(), last=None, every_days=7, by=head)

    def good_reason(self) -> None:
        pupil, head = self.child()
        first = self.before()
        set_good_reason(pupil=pupil, first=first, last=None, kind="doctor", note="", by=head)

    def calendar(self) -> None:
        first, kind = self.before(), self.draw.choice(["closed", "no_school", "school_day"])
        room, head = self.room()
        classroom = self.draw.choice([None, room])
        add_calendar_entry(
            first=first, last=first, kind=kind, school=room.school, classroom=classroom, by=head
        )

    def no_calendar(self) -> None:
        entry = self.one(CalendarEntry.objects.filter(origin="screen").exclude(school=None))
        last = entry.first - timedelta(days=1)
        end_calendar_entry(entry=entry, last=last, why="twice", by=self.heads[entry.school_id])

    def calendar_file(self) -> None:
        row = f",,,{self.before()},{self.before()},no_school,"
        path = self.folder / "calendar.csv"
        path.write_text(f"school,grade,classroom,from,to,kind,note\n{row}\n", encoding="utf-8")
        import_calendar(path=path, by=self.system)

    def attendance_file(self) -> None:
        first = self.before()
        rows = [f"{first},K{number:02},absent" for number in range(0, 12, self.draw.randint(1, 4))]
        path = self.folder / "attendance.csv"
        path.write_text("\n".join(["date,pupil,kind", *rows, ""]), encoding="utf-8")
        import_attendance(path=path, first=first, last=first, by=self.system)

    def roster(self) -> None:
        draw = self.draw.randrange(8)
        path = roster(draw).write(self.folder / str(self.draw.random()))
        import_roster(path=path, effective=today())

    def undo(self) -> None:
        kind = self.draw.choice(["attendance", "calendar", "roster"])
        runs = ImportRun.objects.filter(state=RunState.ACTIVE, number__gt=1, kind=kind)
        undo_import(run=self.one(runs.order_by("number").reverse()[:1]), by=self.system)

    def reconcile(self) -> None:
        reconcile_stale()

    def catch_up(self) -> None:
        catch_up(municipality=self.city, school_year=2026)


DEEDS: list[Callable[[Town], None]] = [
    *[Town.take_today, Town.take_today, Town.take_late, Town.correct, Town.suspend, Town.find],
    *[Town.notice, Town.epidemic, Town.no_epidemic, Town.balance, Town.contact, Town.no_contact],
    *[Town.share, Town.no_sharing, Town.end, Town.reopen, Town.rhythm, Town.good_reason],
    *[Town.calendar, Town.no_calendar, Town.calendar_file, Town.attendance_file, Town.roster],
    *[Town.undo, Town.undo, Town.reconcile, Town.catch_up],
]
