"""Putting right a past day."""

from datetime import date, time, timedelta

import pytest

from tests.builders import make_actor, pupils_of, roll
from tsunagu.access.actor import Actor
from tsunagu.access.enums import RoleKind
from tsunagu.access.policy import Denied
from tsunagu.attendance.actions import MarkInput, Refused, correct_day
from tsunagu.attendance.models import Correction, Mark
from tsunagu.audit.models import Event
from tsunagu.clock import freeze
from tsunagu.school.models import Classroom

MONDAY, WEDNESDAY = date(2026, 5, 18), date(2026, 5, 20)
ABSENT = MarkInput(kind="absent", reason="illness")


@pytest.fixture
def monday(classroom: Classroom, teacher: Actor) -> date:
    """Monday's roll was taken: the first pupil absent."""
    with freeze(MONDAY):
        roll(classroom, MONDAY, teacher, n1=ABSENT)
    return MONDAY


def test_correct_day_keeps_what_stood_before_and_why(
    classroom: Classroom, teacher: Actor, monday: date
) -> None:
    pupil = pupils_of(classroom)[0]
    correct_day(pupil=pupil, day=monday, mark=None, why="遅れて連絡があった", by=teacher)
    assert not Mark.objects.exists()
    kept = Correction.objects.get()
    assert kept.before == {"kind": "absent", "reason": "illness"}
    assert (kept.after, kept.why, kept.by) == ({}, "遅れて連絡があった", teacher.person)
    event = Event.objects.get(deed="roll.correct")
    assert event.details == {"day": "2026-05-18", "before": "absent", "after": "present"}
    assert event.pupil == str(pupil.pk)


def test_correcting_to_what_stands_changes_nothing(
    classroom: Classroom, teacher: Actor, monday: date
) -> None:
    pupil = pupils_of(classroom)[0]
    correct_day(pupil=pupil, day=monday, mark=ABSENT, why="確認", by=teacher)
    assert not Correction.objects.exists()


def test_correct_day_needs_a_reason_a_roll_and_a_valid_mark(
    classroom: Classroom, teacher: Actor, monday: date
) -> None:
    pupil = pupils_of(classroom)[0]
    late = MarkInput(kind="absent", late=True)
    with pytest.raises(Refused) as found:
        correct_day(pupil=pupil, day=monday + timedelta(days=1), mark=late, why=" ", by=teacher)
    assert len(found.value.reasons) == 3
    with pytest.raises(Refused, match="まだ来ていません"):
        correct_day(pupil=pupil, day=date(2026, 5, 21), mark=None, why="誤り", by=teacher)
    early = MarkInput(left_early=True, left_at=time(10, 1))
    with freeze(WEDNESDAY):
        roll(classroom, WEDNESDAY, teacher)
        with pytest.raises(Refused, match="早退の時刻がまだ"):
            correct_day(pupil=pupil, day=WEDNESDAY, mark=early, why="早退", by=teacher)
        correct_day(pupil=pupil, day=monday, mark=early, why="早退", by=teacher)


@pytest.mark.parametrize("role", [RoleKind.OFFICE, RoleKind.NURSE, RoleKind.EXCHANGE_TEACHER])
def test_correct_day_is_denied_to_those_who_may_only_take(
    classroom: Classroom, monday: date, role: RoleKind
) -> None:
    by = make_actor(classroom if role == RoleKind.EXCHANGE_TEACHER else classroom.school, role=role)
    with pytest.raises(Denied):
        correct_day(pupil=pupils_of(classroom)[0], day=monday, mark=None, why="誤り", by=by)


@pytest.mark.parametrize(
    ("mark", "credit"),
    [
        (MarkInput(kind="absent", place="free_school", note="午前だけ"), "credited"),
        (MarkInput(kind="absent", reason="illness"), "undecided"),
        (MarkInput(kind="excused", reason="other"), "undecided"),
    ],
)
@pytest.mark.parametrize("correcting", [True, False])
def test_credit_stands_only_while_kind_and_place_do(
    classroom: Classroom, teacher: Actor, mark: MarkInput, credit: str, correcting: bool
) -> None:
    day = MONDAY if correcting else WEDNESDAY
    with freeze(day):
        roll(classroom, day, teacher, n1=MarkInput(kind="absent", place="free_school"))
    Mark.objects.update(credit="credited")
    if correcting:
        pupil = pupils_of(classroom)[0]
        correct_day(pupil=pupil, day=day, mark=mark, why="誤り", by=teacher)
    else:
        roll(classroom, day, teacher, n1=mark)
    assert Mark.objects.get().credit == credit
