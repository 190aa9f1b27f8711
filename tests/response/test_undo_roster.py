"""What is said of responses before a roster is taken back, and what must not show in it."""

from datetime import date
from pathlib import Path

import pytest

from tests.roster_files import RosterFiles
from tsunagu.access.actor import system_actor
from tsunagu.access.enums import RoleKind
from tsunagu.access.models import Role
from tsunagu.attendance.enums import NoticeKind
from tsunagu.attendance.models import Notice
from tsunagu.clock import now
from tsunagu.intake.journal import CannotUndo
from tsunagu.intake.models import ImportRun, RunState
from tsunagu.org.models import Municipality, Person
from tsunagu.response.enums import GoodReasonKind, Status, TaskKind
from tsunagu.response.models import GoodReason, ProtectionFlag, Task
from tsunagu.school.imports.roster.action import import_roster
from tsunagu.school.imports.undo import undo_import
from tsunagu.school.models import Classroom, Pupil

pytestmark = pytest.mark.django_db
NEUTRAL = "ほかにも、この名簿の子どもについて、画面で入れた記録があります"


@pytest.fixture
def run(tmp_path: Path, clock: date) -> ImportRun:
    """A roster of one class, whose principal is 守谷 蒼."""
    roster = RosterFiles()
    roster.school("S1")
    roster.homeroom("C1", school="S1")
    roster.pupil("K1", homeroom="C1")
    roster.pupil("K2", homeroom="C1")
    roster.teacher("T1", homeroom="C1", name="守谷 蒼")
    result = import_roster(path=roster.write(tmp_path / "a"))
    Role.objects.update(kind=RoleKind.PRINCIPAL)
    return ImportRun.objects.get(pk=result.run)


def why_not(run: ImportRun) -> tuple[str, ...]:
    """Why the run stays."""
    with pytest.raises(CannotUndo) as caught:
        undo_import(run=run, by=system_actor(run.municipality, "tests"))
    return caught.value.reasons


def flagged() -> list[ProtectionFlag]:
    """Both children registered with the child protection network, as the principal wrote."""
    by = Person.objects.get()
    city = Municipality.objects.get()
    first = date(2026, 5, 1)
    return [
        ProtectionFlag.objects.create(municipality=city, pupil=pupil, first=first, by=by)
        for pupil in Pupil.objects.all()
    ]


def ended(kind: TaskKind) -> Task:
    """A task of this kind that the principal has ended."""
    classroom = Classroom.objects.select_related("school").get()
    return Task.objects.create(
        municipality=classroom.municipality,
        school=classroom.school,
        classroom=classroom,
        pupil=Pupil.objects.order_by("pk")[0],
        kind=kind,
        owner="manager",
        day=date(2026, 5, 18),
        due=date(2026, 5, 18),
        noticed=date(2026, 5, 18),
        status=Status.DONE,
        ended_at=now(),
        ended_person=Person.objects.get(),
    )


def test_protection_flag_shows_neither_in_words_nor_number_nor_person(run: ImportRun) -> None:
    reason = GoodReason.objects.create(
        municipality=run.municipality,
        pupil=Pupil.objects.order_by("pk")[0],
        kind=GoodReasonKind.DOCTOR,
        first=date(2026, 5, 1),
        by=Person.objects.get(),
    )
    with_a_reason_alone = why_not(run)
    flagged()
    assert why_not(run) == with_a_reason_alone == (NEUTRAL,)
    reason.delete()
    assert why_not(run) == (NEUTRAL,)


def test_protection_tasks_are_not_among_those_counted(run: ImportRun) -> None:
    ended(TaskKind.PROTECTION)
    assert why_not(run) == (NEUTRAL,)
    ended(TaskKind.CONTACT)
    assert why_not(run) == ("守谷 蒼が対応を終えています（1件）", NEUTRAL)


def test_restricted_notices_show_neither_in_words_nor_number_nor_person(run: ImportRun) -> None:
    def notice(pupil: Pupil, *, restricted: bool) -> Notice:
        return Notice.objects.create(
            municipality=run.municipality,
            pupil=pupil,
            kind=NoticeKind.SHELTER if restricted else NoticeKind.HOSPITAL,
            restricted=restricted,
            first=date(2026, 5, 18),
            by=Person.objects.get(),
            at=now(),
        )

    hidden = [notice(pupil, restricted=True) for pupil in Pupil.objects.all()]
    assert why_not(run) == (NEUTRAL,)
    hidden.pop().delete()
    flagged()
    assert why_not(run) == (NEUTRAL,)
    notice(hidden[0].pupil, restricted=False)
    assert why_not(run) == ("守谷 蒼が欠席などの連絡を書いています（1件）", NEUTRAL)


def test_flag_on_an_earlier_child_by_a_new_colleague_shows_not_either(
    run: ImportRun, tmp_path: Path
) -> None:
    later = RosterFiles()
    later.school("S1")
    later.homeroom("C1", school="S1")
    later.pupil("K1", homeroom="C1")
    later.pupil("K2", homeroom="C1")
    later.teacher("T1", homeroom="C1", name="守谷 蒼")
    later.teacher("T2", homeroom="C1", name="辻 新")
    second = import_roster(path=later.write(tmp_path / "b"))
    ProtectionFlag.objects.create(
        municipality=run.municipality,
        pupil=Pupil.objects.order_by("pk")[0],
        first=date(2026, 5, 20),
        by=Person.objects.get(sourced_id="T2"),
    )
    (why,) = why_not(ImportRun.objects.get(pk=second.run))
    assert why == "この取り込みで加わった人や学校が、ほかの記録に残っています"


def test_without_a_record_the_roster_goes(run: ImportRun) -> None:
    for flag in flagged():
        flag.delete()
    undo_import(run=run, by=system_actor(run.municipality, "tests"))
    assert run.state == RunState.UNDONE
