"""Taking an attendance file back: which run may go, and what keeps it."""

from datetime import date

import pytest

from tests.attendance.imports.conftest import City
from tests.builders import make_actor, make_class, make_pupil, make_school, pupils_of
from tsunagu.access.enums import RoleKind
from tsunagu.attendance.actions import close_month, correct_day
from tsunagu.attendance.actions.printing import print_register
from tsunagu.attendance.models import Mark
from tsunagu.clock import freeze
from tsunagu.intake.journal import CannotUndo, undo_run
from tsunagu.intake.models import ImportRun
from tsunagu.intake.runs import undoable
from tsunagu.school.models import School


def test_undo_is_of_the_newest_run_of_the_same_schools(city: City) -> None:
    other = make_class(make_school(city.classroom.municipality), pupils=0)
    make_pupil(other, sourced_id="q1")
    mine, theirs = ["A"], ["B"]
    for room, (code,) in ((city.classroom, mine), (other, theirs)):
        School.objects.filter(pk=room.school_id).update(code=code, sourced_id=code)
    first = city.take("2026-05-18,p1,absent,,,,,", schools=mine)
    second = city.take("2026-05-18,q1,absent,,,,,", schools=theirs)
    again = city.take("2026-05-18,p1,absent,,,,,", schools=mine)
    assert again.run == first.run
    assert undoable(ImportRun.objects.all()) == {first.run, second.run}
    undo_run(city.run(first))
    assert Mark.objects.get().classroom == other
    whole = city.take("2026-05-18,q1,absent,,,,,")
    assert undoable(ImportRun.objects.all()) == {whole.run}
    number = city.run(whole).number
    with pytest.raises(CannotUndo, match=f"のあとに、同じ学校の{number}番 出欠"):
        undo_run(city.run(second))
    undo_run(city.run(whole))
    undo_run(city.run(second))
    assert not Mark.objects.exists()


def test_undo_is_refused_when_people_have_acted(city: City) -> None:
    done = city.take("2026-05-18,p1,absent,,,,,")
    teacher = make_actor(city.classroom)
    assert teacher.person
    pupil = pupils_of(city.classroom)[0]
    correct_day(pupil=pupil, day=date(2026, 5, 18), mark=None, why="登校していた", by=teacher)
    with pytest.raises(CannotUndo) as found:
        undo_run(city.run(done))
    assert found.value.reasons == (
        f"{teacher.person.name}が2026年5月18日（月）の出欠を訂正しています",
    )


def test_undo_is_refused_for_a_month_closed_since_and_not_for_one_closed_before(
    city: City,
) -> None:
    principal = make_actor(city.classroom, role=RoleKind.PRINCIPAL)
    april = {"first": date(2026, 4, 1), "last": date(2026, 4, 30)}
    city.take(**april)
    with freeze(date(2026, 5, 20)):
        print_register(place=city.classroom.school, month=date(2026, 4, 1), by=principal)
        close_month(school=city.classroom.school, month=date(2026, 4, 1), by=principal)
    with freeze(date(2026, 5, 21)):
        late = city.take("2026-04-20,p1,absent,,,,,", **april)
    first = ImportRun.objects.earliest("number")
    with pytest.raises(CannotUndo, match="あとに"):
        undo_run(first)
    undo_run(city.run(late))
    with pytest.raises(CannotUndo, match="2026年4月の出席簿を確定しています"):
        undo_run(first)
