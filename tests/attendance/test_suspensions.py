"""Suspensions, bereavements and excused days: one deed from–to."""

from datetime import date, timedelta

import pytest

from tests.builders import add_calendar, pupils_of, roll
from tsunagu.access.actor import Actor
from tsunagu.access.policy import Denied
from tsunagu.attendance.actions import MarkInput, Refused, suspend
from tsunagu.attendance.models import Correction, Mark
from tsunagu.attendance.queries import roll_sheet
from tsunagu.clock import freeze
from tsunagu.school.models import Classroom

TODAY = date(2026, 5, 20)
DAY = timedelta(days=1)


@pytest.mark.parametrize("kind", ["suspended", "bereavement", "excused"])
def test_suspended_bereavement_and_excused_are_one_deed_from_to_also_afterwards(
    classroom: Classroom, teacher: Actor, principal: Actor, kind: str
) -> None:
    pupil = pupils_of(classroom)[0]
    ground = "health" if kind == "suspended" else ""
    add_calendar(classroom.school, date(2026, 5, 21))
    with freeze(date(2026, 5, 19)):
        roll(classroom, date(2026, 5, 19), teacher, n1=MarkInput(kind="absent"))
    changed = suspend(
        pupil=pupil,
        first=date(2026, 5, 19),
        last=date(2026, 5, 25),
        kind=kind,
        ground=ground,
        by=principal,
    )
    days = sorted(Mark.objects.filter(kind=kind).values_list("day", flat=True))
    assert days == [date(2026, 5, d) for d in (19, 20, 22, 25)]
    assert changed == 4
    assert Correction.objects.get().before == {"kind": "absent"}
    assert roll_sheet(classroom, TODAY).lines[0].mark.kind == kind
    again = {"first": date(2026, 5, 19), "last": date(2026, 5, 25), "kind": kind, "ground": ground}
    assert suspend(pupil=pupil, **again, by=principal) == 0  # type: ignore[arg-type]


def test_suspend_is_refused_or_denied(
    classroom: Classroom, teacher: Actor, principal: Actor
) -> None:
    pupil = pupils_of(classroom)[0]
    with pytest.raises(Denied):
        suspend(pupil=pupil, first=TODAY, last=TODAY, kind="suspended", by=teacher)
    for first, last, kind, why in (
        (TODAY, TODAY - DAY, "suspended", "前"),
        (TODAY, TODAY, "absent", "どれか"),
        (TODAY, TODAY, "suspended", "根拠"),
        (date(2026, 5, 23), date(2026, 5, 24), "suspended", "授業日がありません"),
        (TODAY, date(2027, 4, 10), "suspended", "年度"),
    ):
        with pytest.raises(Refused, match=why):
            suspend(pupil=pupil, first=first, last=last, kind=kind, by=principal)
    assert not Mark.objects.exists()
