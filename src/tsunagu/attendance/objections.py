"""What here speaks against changing a roster or a calendar, or taking it back."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import F, Max, Q

from tsunagu.attendance.enums import Origin
from tsunagu.attendance.models import (
    Correction,
    CreditPeriod,
    Epidemic,
    Mark,
    MonthClose,
    Notice,
    OpeningBalance,
    RollCall,
)
from tsunagu.clock import in_words
from tsunagu.intake.models import ImportRun, RunKind
from tsunagu.org.models import Municipality
from tsunagu.school.enums import CalendarKind
from tsunagu.school.imports.acted_on import Act, Keys, brought, told, untold
from tsunagu.school.imports.roster.lost import Cut
from tsunagu.school.models import CalendarEntry, Enrolment

ACTS = (
    Act(RollCall, "出欠をとっています", of="classroom", by="taken_by", at="taken_at"),
    Act(Mark, "出欠を記入しています", by="entered_by", at="entered_at"),
    Act(Correction, "出欠を訂正しています"),
    Act(Notice, "欠席などの連絡を書いています", which=Q(restricted=False)),
    Act(OpeningBalance, "前の学校での欠席日数を書いています", at=""),
    Act(CreditPeriod, "出席扱いの期間を決めています", at=""),
    Act(Epidemic, "学級の感染症の期間を決めています", of="classroom", at=""),
)
UNTOLD = (Act(Notice, "", which=Q(restricted=True)),)
"""Whoever takes a roster back may not know of these: neither who wrote them nor how many."""
CHUNK = 500
NAMED = 5
"""Of so many schools the names are said, of more how many there are."""


def recorded_until(
    *, municipality: Municipality, pupils: Collection[UUID], **_: Any
) -> dict[UUID, date]:
    """The last day with a roll call of the pupil's class while enrolled, or a mark, by pupil."""
    keys = sorted(pupils)
    found: dict[UUID, date] = {}
    for at in range(0, len(keys), CHUNK):
        chunk = keys[at : at + CHUNK]
        day = F("classroom__roll_calls__day")
        while_enrolled = Q(classroom__roll_calls__day__gte=F("begin")) & (
            Q(end__isnull=True) | Q(end__gt=day)
        )
        rolls = Enrolment.objects.filter(municipality=municipality, pupil__in=chunk).values_list(
            "pupil"
        )
        marks = Mark.objects.filter(municipality=municipality, pupil__in=chunk)
        for pupil, last in [
            *rolls.annotate(last=Max(day, filter=while_enrolled)),
            *marks.values_list("pupil").annotate(last=Max("day")),
        ]:
            if last is not None:
                found[pupil] = max(last, found.get(pupil, last))
    return found


def recorded_days(
    *, municipality: Municipality, cuts: Sequence[Cut], **_: Any
) -> list[frozenset[date]]:
    """The days within each cut with a roll call of its class or a mark of its pupil's."""
    found: list[frozenset[date]] = []
    for at in range(0, len(cuts), CHUNK):
        chunk = cuts[at : at + CHUNK]
        spans = (min(cut.first for cut in chunk), max(cut.end for cut in chunk))
        days: dict[UUID, set[date]] = defaultdict(set)
        rolls = RollCall.objects.filter(
            classroom__in={cut.classroom for cut in chunk}, day__range=spans
        ).values_list("classroom", "day")
        marks = Mark.objects.filter(
            municipality=municipality,
            pupil__in={cut.row.pupil_id for cut in chunk},
            day__range=spans,
        ).values_list("pupil", "day")
        for key, day in (*rolls, *marks):
            days[key].add(day)
        for cut in chunk:
            both = days[cut.classroom] | days[cut.row.pupil_id]
            found.append(frozenset(day for day in both if cut.first <= day < cut.end))
    return found


def days_confirmed(*, schools: Collection[UUID], days: Collection[date], **_: Any) -> list[str]:
    """Which schools have confirmed their register of a month with one of the days."""
    closed: dict[date, list[str]] = defaultdict(list)
    closes = MonthClose.objects.filter(
        school__in=schools, month__in={day.replace(day=1) for day in days}
    )
    for month, name in closes.order_by("month", "school__name").values_list(
        "month", "school__name"
    ):
        closed[month].append(name)
    return [
        f"{_some_of(names)}の{month.year}年{month.month}月の出席簿は確定しています。"
        "先に確定を取り消してください"
        for month, names in closed.items()
    ]


def _some_of(names: Sequence[str]) -> str:
    more = len(names) - NAMED
    return "・".join(names[:NAMED]) + (f"ほか{more}校" if more > 0 else "")


def acted_on(*, run: ImportRun, created: Keys, changed: Keys, **_: Any) -> list[str]:
    """Who took rolls, marked or noted something on what a roster or calendar brought."""
    if run.kind == RunKind.ROSTER:
        what = brought(run, created, changed)
        return [*(line for act in ACTS for line in told(act, what)), *untold(UNTOLD, what)]
    if run.kind == RunKind.CALENDAR:
        return _rolls_on_opened_days(run, created)
    return []


def _rolls_on_opened_days(run: ImportRun, created: Keys) -> list[str]:
    """Rolls that people took on days which the calendar run made school days."""
    keys = created.get("school.calendarentry", frozenset())
    opened = CalendarEntry.objects.filter(
        municipality=run.municipality, kind__in=[CalendarKind.SCHOOL_DAY, CalendarKind.HALF_DAY]
    )
    found: set[str] = set()
    for entry in (e for e in opened if e.pk in keys):
        rolls = RollCall.objects.filter(
            municipality=run.municipality,
            origin=Origin.SCREEN,
            taken_at__gte=run.at,
            day__range=(entry.first, entry.last),
        ).select_related("taken_by", "classroom")
        if entry.school_id:
            rolls = rolls.filter(school=entry.school_id)
        found |= {
            f"{roll.taken_by.name if roll.taken_by else '取り込み'}が"
            f"{in_words(roll.day, year=True)}の{roll.classroom.label}の出欠をとっています"
            for roll in rolls
        }
    return sorted(found)
