"""Open work over 1 April: its owner is found in the pupil's new class, stand-ins as usual."""

from datetime import date
from pathlib import Path

import pytest

from tests.response.conftest import Child
from tests.roster_files import RosterFiles
from tsunagu.access.actor import actor_of
from tsunagu.access.models import Role
from tsunagu.clock import freeze
from tsunagu.org.models import Leave, Person
from tsunagu.response.actions import catch_up, catch_up_everywhere, end_task, reconcile_stale
from tsunagu.response.actions.tasks import reopen_task
from tsunagu.response.models import ProtectionFlag, Task, TaskReason
from tsunagu.response.queries.owed import owed
from tsunagu.school.imports.roster.action import import_roster
from tsunagu.school.models import Classroom, Pupil

pytestmark = pytest.mark.django_db
MARCH, APRIL = date(2027, 3, 16), date(2027, 4, 1)


def bring(folder: Path, year: int, grade: str, teacher: str, school: str = "S1") -> None:
    """Import a year's roster: one class with one child, its homeroom teacher and the principal."""
    roster = RosterFiles(year=year)
    roster.school(school, code=f"B12821000001{school[1:]}")
    roster.homeroom(f"C{year}{school}", school=school, grade=grade, name="1組")
    roster.pupil("K1", homeroom=f"C{year}{school}", name="東雲 ひより")
    roster.teacher(teacher, homeroom=f"C{year}{school}", name=f"{teacher} 先生")
    roster.staff("H1", role="principal", org=school)
    import_roster(path=roster.write(folder / f"{year}{school}"))


@pytest.fixture
def last_year(tmp_path: Path) -> Child:
    """A child absent on two days of March 2027, with the tasks of that."""
    with freeze(date(2026, 4, 1)):
        bring(tmp_path, 2026, "P3", "T1")
    child = Child(Classroom.objects.get(), Pupil.objects.get())
    with freeze(MARCH):
        child.days("欠欠", date(2027, 3, 15))
        assert owes("T1") == 2
    return child


def owes(key: str) -> int:
    """How many tasks a person owes, by the key of the roster."""
    return len(owed(actor_of(Person.objects.get(sourced_id=key))))


def test_the_new_homeroom_teacher_owes_from_1_april_what_is_open(last_year, tmp_path):
    with freeze(date(2027, 3, 29)):
        bring(tmp_path, 2027, "P4", "T2")
        reconcile_stale()
        assert (owes("T1"), owes("T2")) == (2, 0)
    with freeze(APRIL):
        catch_up_everywhere()
        assert (owes("T1"), owes("T2"), owes("H1")) == (0, 2, 0)
        task = Task.objects.first()
        assert (task.classroom.school_year, task.came, task.noticed) == (2027, APRIL, MARCH)
        Leave.objects.create(
            municipality=task.municipality,
            person=Person.objects.get(sourced_id="T2"),
            first=APRIL,
            last=APRIL,
        )
        assert (owes("T2"), owes("H1")) == (0, 2)


def test_access_from_elsewhere_ends_with_the_last_day_of_who_leaves(last_year, tmp_path):
    person = Person.objects.get(sourced_id="T1")
    place = last_year.classroom
    Role.objects.create(
        municipality=place.municipality,
        person=person,
        organisation=place.school,
        kind="attendance_lead",
        first=MARCH,
        source="staff",
    )
    with freeze(date(2027, 3, 29)):
        bring(tmp_path, 2027, "P4", "T2")
        assert "attendance_lead" in actor_of(Person.objects.get(sourced_id="T1")).kinds
    with freeze(APRIL):
        assert not actor_of(Person.objects.get(sourced_id="T1")).held


def test_a_roster_brought_after_1_april_takes_the_open_work_along(last_year, tmp_path):
    with freeze(date(2027, 4, 5)):
        catch_up_everywhere()
        assert owes("H1") == 2
        bring(tmp_path, 2027, "P4", "T2")
        reconcile_stale()
        assert (owes("H1"), owes("T2")) == (0, 2)


@pytest.mark.parametrize("handed", [False, True])
def test_open_work_goes_along_to_the_next_school_and_what_has_ended_stays(
    last_year, tmp_path, handed
):
    head = Person.objects.get(sourced_id="H1")
    with freeze(MARCH):
        first, second = Task.objects.order_by("day")
        end_task(task=first, status="done", why="", by=actor_of(head))
        if handed:
            teacher = actor_of(Person.objects.get(sourced_id="T1"))
            end_task(task=second, status="handed_over", why="", by=teacher, handed_to=head)
            assert owes("H1") == 1
    with freeze(date(2027, 3, 29)):
        bring(tmp_path, 2027, "J1", "T2", school="S2")
    with freeze(APRIL):
        catch_up_everywhere()
        assert (owes("H1"), owes("T2")) == (0, 1)
        first.refresh_from_db()
        second.refresh_from_db()
        assert first.classroom == last_year.classroom
        assert second.school.sourced_id == "S2"
        assert (second.came, second.noticed) == (APRIL, MARCH)


def test_what_was_handed_over_stays_with_the_person_in_the_new_class_of_the_school(
    last_year, tmp_path
):
    with freeze(MARCH):
        head, task = Person.objects.get(sourced_id="H1"), Task.objects.order_by("day")[0]
        teacher = actor_of(Person.objects.get(sourced_id="T1"))
        end_task(task=task, status="handed_over", why="", by=teacher, handed_to=head)
    with freeze(date(2027, 3, 29)):
        bring(tmp_path, 2027, "P4", "T2")
    with freeze(APRIL):
        catch_up_everywhere()
        assert (owes("H1"), owes("T2")) == (1, 1)
        task.refresh_from_db()
        assert (task.status, task.classroom.school_year) == ("handed_over", 2027)
        Role.objects.filter(person=head).update(last=MARCH)
        assert (owes("H1"), owes("T2")) == (0, 2)


def test_last_years_reconcile_leaves_the_work_where_it_went(last_year, tmp_path):
    city = last_year.classroom.municipality
    with freeze(date(2027, 3, 29)):
        bring(tmp_path, 2027, "P4", "T2")
    with freeze(APRIL):
        catch_up_everywhere()
        assert not last_year.reconcile()
        assert catch_up(municipality=city, school_year=2026) == 0
        assert catch_up(municipality=city, school_year=2027) == 0
        task = Task.objects.order_by("day").first()
        teacher = actor_of(Person.objects.get(sourced_id="T2"))
        end_task(task=task, status="done", why="", by=teacher)
        assert reopen_task(task=task, by=teacher).classroom.school_year == 2027
        assert owes("T2") == 2


def test_late_entries_of_last_year_open_in_the_new_class(last_year, tmp_path):
    with freeze(date(2027, 3, 29)):
        bring(tmp_path, 2027, "P4", "T2")
    with freeze(APRIL):
        catch_up_everywhere()
        assert last_year.days("欠欠欠", date(2027, 3, 15)).opened == 1
        assert set(Task.objects.values_list("classroom__school_year", flat=True)) == {2027}
        assert (owes("T2"), owes("H1")) == (2, 1)


def test_on_1_april_what_fell_due_on_31_march_still_opens(last_year):
    ProtectionFlag.objects.create(
        municipality=last_year.pupil.municipality, pupil=last_year.pupil, first=date(2027, 3, 1)
    )
    with freeze(APRIL):
        catch_up_everywhere()
        assert catch_up_everywhere() == 0
    reason = TaskReason.objects.get(rule="protection-monthly")
    assert (reason.day, reason.school_year, reason.task.status) == (date(2027, 3, 31), 2026, "open")
    with freeze(date(2027, 5, 1)):
        TaskReason.objects.all().delete()
        assert catch_up_everywhere() == 0
