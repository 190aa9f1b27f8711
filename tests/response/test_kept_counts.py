"""What the board keeps of each school is what it would count anew, whatever anybody did."""

from collections import Counter
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.builders import (
    enrol,
    make_actor,
    make_board,
    make_city,
    make_class,
    make_pupil,
    make_school,
)
from tests.response.everyday import DEEDS, Town, roster
from tsunagu.access.actor import system_actor
from tsunagu.access.enums import RoleKind
from tsunagu.access.policy import Denied
from tsunagu.access.refusal import Refused
from tsunagu.attendance.actions import Overlapping
from tsunagu.attendance.imports import import_attendance
from tsunagu.clock import freeze, today
from tsunagu.intake.faults import InputFault
from tsunagu.intake.journal import CannotUndo
from tsunagu.intake.models import ImportRun
from tsunagu.response.carrying import carry_over
from tsunagu.response.changes import note_schools, prune_changes, state_of
from tsunagu.response.models import Change
from tsunagu.response.queries import overview
from tsunagu.response.queries.kept import Kept
from tsunagu.school.imports.roster.action import import_roster
from tsunagu.school.imports.undo import undo_import
from tsunagu.school.models import Classroom, PupilIdentity

pytestmark = pytest.mark.django_db
MONDAY, DAYS = date(2026, 5, 11), 9
MOST_KINDS = 20
"""What is done needs something to do it to: of 25 kinds of deed more come about."""
REFUSALS = (CannotUndo, Denied, InputFault, Overlapping, Refused)


def counted(town: Town, on: date) -> dict[str, overview.Tally]:
    """What the board shows of each school."""
    return {str(one.school.pk): one.tally for one in overview.counts_by_school(town.board, on)}


def counted_anew(
    town: Town, on: date, monkeypatch: pytest.MonkeyPatch
) -> dict[str, overview.Tally]:
    """The same, where nothing is kept."""
    with monkeypatch.context() as patch:
        patch.setattr(overview, "_KEPT", Kept(most=1))
        return counted(town, on)


def test_kept_counts_are_those_counted_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: Counter[str] = Counter()
    with freeze(MONDAY - timedelta(days=20)):
        town = Town(tmp_path)
    for number in range(DAYS):
        with freeze(MONDAY + timedelta(days=number)):
            for deed in town.draw.sample(DEEDS, len(DEEDS)):
                with suppress(*REFUSALS):
                    deed(town)
                    done[deed.__name__] += 1
                on = today() - timedelta(days=town.draw.choice([0, 0, 3, 10]))
                assert counted(town, on) == counted_anew(town, on, monkeypatch), deed.__name__
    assert len(done) > MOST_KINDS, done


def test_file_of_the_school_before_changes_the_run_at_the_school_of_now(
    tmp_path: Path, clock: date
) -> None:
    city = make_city()
    old, new = (make_class(make_school(city), pupils=0) for _ in range(2))
    pupil = make_pupil(old, end=clock, sourced_id="K1")
    enrol(pupil, new, begin=clock)
    board, system = make_actor(make_board(city), role=RoleKind.SUPERVISOR), system_actor(city, "x")

    def away_at(room: Classroom, first: date, last: date) -> int:
        days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
        rows = [f"{day},K1,absent" for day in days]
        path = tmp_path / f"{room.pk}.csv"
        path.write_text("\n".join(["date,pupil,kind", *rows, ""]), encoding="utf-8")
        schools = [room.school.sourced_id]
        import_attendance(path=path, first=first, last=last, schools=schools, by=system)
        return {o.school: o.tally for o in overview.counts_by_school(board, clock)}[
            new.school
        ].run_3

    assert away_at(new, clock, clock) == 0
    assert away_at(old, clock - timedelta(days=2), clock - timedelta(days=1)) == 1


def test_roster_with_an_empty_class_and_its_undo_change_the_classes(tmp_path: Path) -> None:
    with freeze(MONDAY):
        town = Town(tmp_path)

        def classes() -> int:
            return sum(one.classes for one in counted(town, MONDAY).values())

        assert classes() == 3
        import_roster(path=roster(1).write(tmp_path / "more"))
        assert classes() == 4
        undo_import(run=ImportRun.objects.get(number=2), by=town.system)
        assert classes() == 3


def test_decision_that_goes_along_changes_both_schools(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with freeze(MONDAY):
        town = Town(tmp_path)
        pupil = PupilIdentity.objects.get(sourced_id="K00").pupil
        town.share_about(pupil)
        import_roster(path=roster(2).write(tmp_path / "moved"), effective=MONDAY)
        before = counted(town, MONDAY)
        carry_over(municipality=town.city)
        after = counted(town, MONDAY)
        assert after == counted_anew(town, MONDAY, monkeypatch)
    opened = {key: after[key].open - before[key].open for key in after}
    assert sorted(opened.values()) == [-1, 1]


def test_prune_changes_leaves_those_of_a_day() -> None:
    school = make_school()
    for day in (19, 20, 21):
        with freeze(date(2026, 5, day)):
            note_schools(school.municipality_id, [school.pk])
    with freeze(date(2026, 5, 21)):
        assert (prune_changes(), Change.objects.count()) == (1, 2)
        assert set(state_of(school.municipality).sums) == {school.pk}
