"""What the agenda of a sharing already knows: dated facts, filled in by the phrase's id."""

from collections import Counter
from collections.abc import Callable
from datetime import date, datetime, time

from tsunagu.attendance.enums import FACILITIES, Place, Reason
from tsunagu.attendance.models import Mark
from tsunagu.clock import JST, SchoolYear, in_words, school_year_of, today
from tsunagu.response.models import Contact
from tsunagu.response.queries.strip import DayState, pupil_year
from tsunagu.school.models import Pupil

SHOWN = 8
"""Contacts and days that fit on a page; older ones stand on the pupil's page."""

TAKEN = frozenset({DayState.HERE, DayState.AWAY, DayState.ELSEWHERE, DayState.NOT_COUNTED})
"""What a day is whose roll is on record."""


def _days(days: list[date]) -> str:
    """How many days, and the latest of them."""
    named = "、".join(in_words(day) for day in days[-SHOWN:])
    return f"{len(days)}回（{named}）" if days else "0回"


def _contacts(pupil: Pupil, year: SchoolYear) -> str:
    since = datetime.combine(year.first, time(), JST)
    made = Contact.objects.standing().filter(pupil=pupil, at__gte=since).order_by("-at")[:SHOWN]
    lines = [
        f"{in_words(c.at.astimezone(JST).date())} {c.get_way_display()}・"
        f"{c.get_reached_display()}：{c.line}"
        for c in reversed(made)
    ]
    return "\n".join(lines) or "連絡の記録はまだありません"


def _last_year(pupil: Pupil, year: SchoolYear) -> str:
    before = pupil_year(pupil, year.year - 1)
    days = len(before.absent_days) + before.brought_absent
    credited = len(before.credited_days) + before.brought_credited
    if not days and not credited and not any(view.state in TAKEN for view in before.days):
        return "記録なし"
    marks = (before.by_day[day].mark for day in before.absent_days)
    reasons = Counter(mark.reason for mark in marks if mark)
    named = [f"{_reason(reason)} {count}日" for reason, count in reasons.most_common()]
    named += [f"転入前 {before.brought_absent}日"] if before.brought_absent else []
    absent = f"{days}日（{'、'.join(named)}）" if named else "0日"
    return absent + (f"\n出席扱い {credited}日" if credited else "")


def _reason(reason: str) -> str:
    return str(Reason(reason).label) if reason else "理由の記録なし"


def _late_and_nurse(pupil: Pupil, year: SchoolYear) -> str:
    marks = Mark.objects.filter(pupil=pupil, day__range=(year.first, today())).order_by("day")
    rows = list(marks)
    late = [mark.day for mark in rows if mark.late and not mark.late_agreed]
    early = [mark.day for mark in rows if mark.left_early]
    nurse = [mark.day for mark in rows if mark.place == Place.NURSE_ROOM]
    return f"遅刻 {_days(late)}\n早退 {_days(early)}\n保健室 {_days(nurse)}"


def _ties(pupil: Pupil, year: SchoolYear) -> str:
    marks = Mark.objects.filter(pupil=pupil, place__in=FACILITIES, day__range=(year.first, today()))
    places = Counter(marks.values_list("place", flat=True))
    return "\n".join(f"{Place(place).label} {count}日" for place, count in places.items())


FILLERS: dict[str, Callable[[Pupil, SchoolYear], str]] = {
    "agenda-contacts": _contacts,
    "agenda-last-year": _last_year,
    "agenda-late": _late_and_nurse,
    "agenda-ties": _ties,
}


def known_facts(pupil: Pupil) -> dict[str, str]:
    """Dated facts for the agenda, by the phrase's id; judgements start empty."""
    year = school_year_of(today())
    return {key: filler(pupil, year) for key, filler in FILLERS.items()}
