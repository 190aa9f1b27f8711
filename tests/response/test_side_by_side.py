"""Two writers at once: the second waits, and what both said stands.

SQLite lets one writer in at a time, so that these run where the database lets in several.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import date
from threading import Event
from typing import Any

import pytest
from django.db import connection

from tests.attendance.imports.conftest import City
from tests.builders import add_calendar, enrol, make_actor, make_class, make_pupil, roll
from tests.response.conftest import MONDAY, Child
from tsunagu.access.actor import Actor, system_actor
from tsunagu.access.enums import RoleKind
from tsunagu.attendance.actions import (
    MarkInput,
    Overtaken,
    Refused,
    correct_day,
    suspend,
    take_roll,
)
from tsunagu.attendance.actions import month as closing
from tsunagu.attendance.actions import roll as taking
from tsunagu.attendance.actions.printing import print_register
from tsunagu.attendance.imports import swapping
from tsunagu.attendance.inputs import Shown, digest_of, word_of
from tsunagu.attendance.models import Mark, MonthClose
from tsunagu.clock import freeze
from tsunagu.intake.faults import InputFault
from tsunagu.intake.journal import CannotUndo
from tsunagu.intake.models import ImportRun
from tsunagu.response import reconcile as comparing
from tsunagu.response.actions import end_task
from tsunagu.response.models import Task
from tsunagu.school.actions import add_calendar_entry
from tsunagu.school.enums import EnrolmentKind
from tsunagu.school.imports.calendar import import_calendar
from tsunagu.school.imports.undo import undo_import
from tsunagu.school.models import CalendarEntry

pytestmark = [pytest.mark.several_writers, pytest.mark.django_db(transaction=True)]
WEDNESDAY = date(2026, 5, 20)
ABSENT = MarkInput(kind="absent", reason="illness")


class Meanwhile:
    """Stops a first writer where it has read and not yet written, until a second is done or waits.

    That the second waits for the first is what the database itself says of it.
    """

    def __init__(self, monkeypatch: pytest.MonkeyPatch, module: Any, name: str) -> None:
        self.reached, self.go_on = Event(), Event()
        original = getattr(module, name)

        def stopping(*args: Any, **kwargs: Any) -> Any:
            found = original(*args, **kwargs)
            if not self.reached.is_set():
                self.reached.set()
                assert self.go_on.wait(30)
            return found

        monkeypatch.setattr(module, name, stopping)

    def both(self, first: Callable[[], object], second: Callable[[], object]) -> None:
        """Let the second come while the first stands still; raises what either raises."""
        with ThreadPoolExecutor(2) as writers:
            one = writers.submit(alone, first)
            assert self.reached.wait(30)
            other = writers.submit(alone, second)
            try:
                until_done_or_waiting(other)
            finally:
                self.go_on.set()
            one.result(30)
            other.result(30)


def alone(write: Callable[[], object]) -> None:
    """Write with a connection of one's own, on the Wednesday."""
    try:
        with freeze(WEDNESDAY):
            write()
    finally:
        connection.close()


def until_done_or_waiting(other: Future[None]) -> None:
    """Return once the writer is done, or waits for a lock."""
    asked = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
    with connection.cursor() as cursor:
        while not other.done():
            cursor.execute(asked)
            if cursor.fetchone() != (0,):
                return


@pytest.fixture
def meanwhile(monkeypatch: pytest.MonkeyPatch) -> Callable[[Any, str], Meanwhile]:
    """Lets a second writer come once a function of a module has answered the first."""
    return lambda module, name: Meanwhile(monkeypatch, module, name)


@pytest.fixture
def absent(db: None) -> Iterator[Child]:
    """A child absent on Tuesday, whose Wednesday's roll is yet to be taken."""
    with freeze(WEDNESDAY):
        room = make_class(pupils=0)
        child = Child(room, make_pupil(room, sourced_id="p1"))
        child.days("出欠")
        yield child


def test_a_reconcile_beside_a_roll_withdraws_nothing(absent, meanwhile):
    teacher = make_actor(absent.classroom)
    job = meanwhile(comparing, "load")
    job.both(absent.reconcile, lambda: roll(absent.classroom, WEDNESDAY, teacher, n1=ABSENT))
    assert absent.reasons() == [(19, "first-day-call", "open"), (20, "second-day-visit", "open")]


def test_reason_once_a_key_stands_where_two_reconcile_a_pupil(absent, meanwhile):
    absent._write(WEDNESDAY, "欠")
    meanwhile(comparing, "read_beside").both(absent.reconcile, absent.reconcile)
    assert absent.reasons() == [(19, "first-day-call", "open"), (20, "second-day-visit", "open")]


def test_end_task_beside_a_reconcile_stands(absent, meanwhile):
    absent._write(MONDAY, "欠")
    task, teacher = Task.objects.get(), make_actor(absent.classroom)
    meanwhile(comparing, "read_beside").both(
        absent.reconcile, lambda: end_task(task=task, status="done", why="", by=teacher)
    )
    task.refresh_from_db()
    assert (task.status, task.way, task.ended_person) == ("done", "visit", teacher.person)


@pytest.mark.parametrize("by_screen", ["roll", "suspension"])
def test_what_is_entered_on_screen_beside_an_import_stands(absent, meanwhile, tmp_path, by_screen):
    head = make_actor(absent.classroom.school, role=RoleKind.PRINCIPAL)
    pupil, ill = absent.pupil, MarkInput(kind="suspended", ground="health")
    entering = {
        "roll": lambda: roll(absent.classroom, WEDNESDAY, head, n1=ill),
        "suspension": lambda: suspend(
            pupil=pupil, first=WEDNESDAY, last=WEDNESDAY, kind=ill.kind, ground=ill.ground, by=head
        ),
    }
    file = City(tmp_path, absent.classroom)
    swap = meanwhile(swapping, "plan_school")
    swap.both(lambda: file.take("2026-05-20,p1,absent,,,,illness,"), entering[by_screen])
    mark = Mark.objects.get(pupil=pupil, day=WEDNESDAY)
    assert (mark.kind, mark.origin) == ("suspended", "screen")


def test_shown_guest_is_written_by_two_classes_one_after_the_other(absent, meanwhile):
    room, guest = make_class(absent.classroom.school, name="2組"), absent.pupil
    enrol(guest, room, number=9, kind=EnrolmentKind.EXCHANGE)
    there, home = make_actor(room), make_actor(absent.classroom)
    nothing = {"shown": Shown(digest_of({}), {guest.pk: word_of(guest.pk, MarkInput())})}
    given = {"day": WEDNESDAY, "seen": 0, **nothing}
    late = {guest.pk: MarkInput(late=True)}
    exchange = meanwhile(taking, "marks_on")
    with pytest.raises(Overtaken):
        exchange.both(
            lambda: take_roll(classroom=room, marks=late, by=there, **given),
            lambda: take_roll(
                classroom=absent.classroom, marks={guest.pk: ABSENT}, by=home, **given
            ),
        )
    assert Mark.objects.get(pupil=guest, day=WEDNESDAY).late


APRIL = date(2026, 4, 30)


@pytest.fixture
def april(absent: Child) -> Child:
    """The child's school had class on 30 April alone of that month, and its roll is taken."""
    for first, last in ((1, 24), (27, 28)):
        add_calendar(absent.classroom.school, date(2026, 4, first), date(2026, 4, last))
    absent._write(APRIL, "出")
    return absent


def confirmed_beside(child: Child, meanwhile: Any, change: Callable[[Actor], object]) -> None:
    """The principal confirms April while another changes what April is."""
    school = child.classroom.school
    head = make_actor(school, role=RoleKind.PRINCIPAL)
    print_register(place=school, month=APRIL.replace(day=1), by=head)
    month = meanwhile(closing, "_faults")
    month.both(
        lambda: closing.close_month(school=school, month=APRIL, by=head),
        lambda: change(head),
    )


def test_close_month_beside_a_calendar_entry_keeps_its_class_days(april, meanwhile):
    day = date(2026, 4, 25)
    with pytest.raises(Refused, match="確定"):
        confirmed_beside(
            april,
            meanwhile,
            lambda head: add_calendar_entry(
                school=april.classroom.school, first=day, last=day, kind="school_day", by=head
            ),
        )
    assert MonthClose.objects.exists()
    assert not CalendarEntry.objects.filter(kind="school_day").exists()


def test_close_month_beside_a_calendar_file_keeps_its_class_days(april, meanwhile, tmp_path):
    file = tmp_path / "calendar.csv"
    file.write_text("school,from,to,kind\n,2026-04-25,2026-04-25,school_day\n", encoding="utf-8")
    by = system_actor(april.classroom.municipality, "import")
    with pytest.raises(InputFault, match="確定"):
        confirmed_beside(april, meanwhile, lambda _: import_calendar(path=file, by=by))
    assert not CalendarEntry.objects.filter(kind="school_day").exists()


def test_close_month_beside_a_calendar_taken_back_keeps_its_class_days(april, meanwhile, tmp_path):
    file = tmp_path / "calendar.csv"
    file.write_text("school,from,to,kind\n,2026-04-29,2026-04-29,school_day\n", encoding="utf-8")
    by = system_actor(april.classroom.municipality, "import")
    run = ImportRun.objects.get(pk=import_calendar(path=file, by=by).run)
    april._write(date(2026, 4, 29), "出")
    with pytest.raises(CannotUndo, match="確定"):
        confirmed_beside(april, meanwhile, lambda _: undo_import(run=run, by=by))
    assert CalendarEntry.objects.filter(kind="school_day").exists()


def test_close_month_beside_a_correction_keeps_its_marks(april, meanwhile):
    with pytest.raises(Refused, match="確定"):
        confirmed_beside(
            april,
            meanwhile,
            lambda head: correct_day(
                pupil=april.pupil, day=APRIL, mark=ABSENT, why="誤り", by=head
            ),
        )
    assert not Mark.objects.filter(day=APRIL).exists()
