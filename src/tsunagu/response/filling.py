"""What attendance and contacts know of a child: first values of the forms' fields.

Days brought along from another school count as absent or credited; of what is worked out from the
register here they are no part.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from datetime import date, datetime, time

from tsunagu.access.enums import RoleKind
from tsunagu.access.models import Role
from tsunagu.attendance.enums import Credit, Place
from tsunagu.attendance.models import Mark
from tsunagu.attendance.queries import arithmetic, arithmetic_by_month
from tsunagu.attendance.rules import Arithmetic
from tsunagu.clock import JST, SchoolYear, in_words, school_year_of
from tsunagu.forms.answers import Value
from tsunagu.forms.filling import Known, Occasion, Source
from tsunagu.packs.forms import FormField
from tsunagu.response.last_contacts import last_contact
from tsunagu.response.models import Contact, Sharing
from tsunagu.response.queries.strip import YearView, pupil_year
from tsunagu.response.reviews import next_review
from tsunagu.school.enums import GRADE_LABELS
from tsunagu.school.models import Enrolment, Pupil

REGISTER, CONTACTS, SHARINGS = "出席簿", "連絡の記録", "情報共有の記録"
OTHER_ROOMS = (Place.SEPARATE_ROOM, Place.IN_SCHOOL_CENTRE, Place.NURSE_ROOM)
"""Where a pupil spends the day at school outside the class (別室登校)."""
COLUMNS = {
    Place.SUPPORT_CENTRE: "support-centre",
    Place.FREE_SCHOOL: "private",
    Place.HOME_ONLINE: "home-online",
    Place.OTHER: "other",
}
"""Columns of a form's table of credited days, by the place of the day."""


def _of_child(read: Callable[[Pupil, Occasion], Value], origin: str) -> Source:
    """A source that reads a child's facts of the day; nothing where there is no child or value."""

    def source(occasion: Occasion, field: FormField) -> Known | None:
        value = read(occasion.pupil, occasion) if occasion.pupil else None
        return None if value is None else Known(value, origin, occasion.day)

    return source


def _absent(view: YearView) -> int:
    return len(view.absent_days) + view.brought_absent


def _view(occasion: Occasion, pupil: Pupil, year: int) -> YearView:
    """The pupil's year, read once for all that is asked of it."""
    key = f"year {year}"
    if key not in occasion.read:
        occasion.read[key] = pupil_year(pupil, year)
    view: YearView = occasion.read[key]
    return view


def _absent_month(pupil: Pupil, occasion: Occasion) -> Value:
    view = _view(occasion, pupil, occasion.year.year)
    month = (occasion.day.year, occasion.day.month)
    return sum((day.year, day.month) == month for day in view.absent_days)


def _absent_year(pupil: Pupil, occasion: Occasion) -> Value:
    return _absent(_view(occasion, pupil, occasion.year.year))


def _absent_last_year(pupil: Pupil, occasion: Occasion) -> Value:
    """Nothing where the child was in no class here last year, and brought nothing along."""
    before = occasion.year.year - 1
    if not _years_here(pupil) & {before}:
        return None
    return _absent(_view(occasion, pupil, before))


def _credited_year(pupil: Pupil, occasion: Occasion) -> Value:
    view = _view(occasion, pupil, occasion.year.year)
    return len(view.credited_days) + view.brought_credited


def _sums(pupil: Pupil, occasion: Occasion) -> Arithmetic:
    if "sums" not in occasion.read:
        occasion.read["sums"] = arithmetic(pupil, occasion.year.first, occasion.day)
    sums: Arithmetic = occasion.read["sums"]
    return sums


def _sum_of(name: str) -> Callable[[Pupil, Occasion], Value]:
    """One of the register's sums from April until the day."""
    return lambda pupil, occasion: getattr(_sums(pupil, occasion), name)


def _days_at(places: Iterable[Place]) -> Callable[[Pupil, Occasion], Value]:
    """Days of the year whose mark is at one of some places."""
    wanted = tuple(places)
    return lambda pupil, occasion: _marks(pupil, occasion.year.first, occasion.day)(wanted)


def _marks(pupil: Pupil, first: date, last: date) -> Callable[[Iterable[Place]], int]:
    days = Mark.objects.filter(pupil=pupil, day__range=(first, last))
    return lambda places: days.filter(place__in=list(places)).count()


def _row(sums: Arithmetic, rooms: int) -> dict[str, str]:
    """A row of a table of days, by the columns of the support sheets."""
    row = {
        "must-attend": sums.to_attend,
        "attended": sums.attended,
        "other-room": rooms,
        "late": sums.late,
        "early": sums.left_early,
        "absent": sums.absent,
        "credited": sums.credited,
    }
    return {name: str(days) for name, days in row.items()}


def _by_month(pupil: Pupil, occasion: Occasion) -> Value:
    span = (occasion.year.first, occasion.day)
    days = Mark.objects.filter(pupil=pupil, day__range=span, place__in=OTHER_ROOMS)
    rooms = Counter(day.replace(day=1) for day in days.values_list("day", flat=True))
    rows = [
        {"row": f"month-{month.month}", "cells": _row(sums, rooms[month])}
        for month, sums in sorted(arithmetic_by_month(pupil, *span).items())
        if sums.class_days
    ]
    return rows or None


def _by_year(pupil: Pupil, occasion: Occasion) -> Value:
    rows = []
    for year in sorted(_years_here(pupil)):
        span = SchoolYear(year)
        last = min(span.last, occasion.day)
        rooms = _marks(pupil, span.first, last)(OTHER_ROOMS)
        cells = _row(arithmetic(pupil, span.first, last), rooms)
        rows.append(
            {"row": "", "cells": {"year": f"{year}年度", "grade": _grade(pupil, last), **cells}}
        )
    return rows or None


def _years_here(pupil: Pupil) -> set[int]:
    """The school years in which the child was in a class of the municipality."""
    homes = Enrolment.objects.home().filter(pupil=pupil)
    return set(homes.values_list("classroom__school_year", flat=True))


def _grade(pupil: Pupil, on: date) -> str:
    home = Enrolment.objects.home().filter(pupil=pupil, begin__lte=on).order_by("-begin", "pk")
    grade = home.values_list("grade", flat=True).first() or ""
    return GRADE_LABELS.get(grade, grade)


def _credited(pupil: Pupil, first: date, last: date) -> list[tuple[date, str]]:
    """Credited days with the place of each."""
    marks = Mark.objects.filter(
        pupil=pupil, day__range=(first, last), credit=Credit.CREDITED, place__in=list(COLUMNS)
    )
    return list(marks.values_list("day", "place"))


def _by_place(places: Iterable[str]) -> dict[str, str]:
    """How many days at each place, by the table's columns."""
    return {COLUMNS[Place(place)]: str(n) for place, n in sorted(Counter(places).items())}


def _credited_by_month(pupil: Pupil, occasion: Occasion) -> Value:
    months: dict[date, list[str]] = defaultdict(list)
    for day, place in _credited(pupil, occasion.year.first, occasion.day):
        months[day.replace(day=1)].append(place)
    return [
        {"row": f"month-{month.month}", "cells": _by_place(places)}
        for month, places in sorted(months.items())
    ] or None


def _credited_by_year(pupil: Pupil, occasion: Occasion) -> Value:
    rows = []
    for year in sorted(_years_here(pupil)):
        span = SchoolYear(year)
        days = _credited(pupil, span.first, min(span.last, occasion.day))
        if cells := _by_place(place for _, place in days):
            rows.append({"row": "", "cells": {"year": f"{year}年度", **cells}})
    return rows or None


def _contacts(pupil: Pupil, occasion: Occasion) -> Value:
    """How often in which way this year, and when last."""
    since = datetime.combine(occasion.year.first, time(), JST)
    made = list(Contact.objects.standing().filter(pupil=pupil, at__gte=since).order_by("at"))
    if not made:
        return None
    ways = Counter(one.get_way_display() for one in made)
    said = "、".join(f"{way}{count}回" for way, count in ways.items())
    return f"{said}（最後は{in_words(made[-1].at.astimezone(JST).date(), year=True)}）"


def _heard(pupil: Pupil, occasion: Occasion) -> Value:
    day = last_contact(pupil.pk).heard
    return day.isoformat() if day else None


def _seen(pupil: Pupil, occasion: Occasion) -> Value:
    day = last_contact(pupil.pk).seen
    return day.isoformat() if day else None


def _sharing(pupil: Pupil, occasion: Occasion) -> Value:
    rows = Sharing.objects.standing().filter(pupil=pupil, draft=False).order_by("-on", "pk")
    last = rows.values_list("on", flat=True).first()
    return last.isoformat() if last else None


def _review(pupil: Pupil, occasion: Occasion) -> Value:
    day = next_review(pupil)
    return day.isoformat() if day else None


def _tie(kind: RoleKind) -> Source:
    """That somebody of a role has been in contact with the child this year.

    Where nobody recorded one, nothing is said: it is not known that there is none.
    """

    def source(occasion: Occasion, field: FormField) -> Known | None:
        if occasion.pupil is None or "doing" not in field.choices:
            return None
        held = Role.objects.filter(kind=kind, municipality=occasion.municipality)
        since = datetime.combine(occasion.year.first, time(), JST)
        made = Contact.objects.standing().filter(
            pupil=occasion.pupil, by__in=held.values("person"), at__gte=since
        )
        last = made.order_by("-at").values_list("at", flat=True).first()
        value = {"chosen": ["doing"], "notes": {}}
        return Known(value, CONTACTS, last.astimezone(JST).date()) if last else None

    return source


def _school_year(occasion: Occasion, field: FormField) -> Known:
    return Known(f"{school_year_of(occasion.day).year}年度", "書き始めた日", occasion.day)


SOURCES: dict[str, Source] = {
    "school-year": _school_year,
    "absent-days-month": _of_child(_absent_month, REGISTER),
    "absent-days-year": _of_child(_absent_year, REGISTER),
    "absent-days-last-year": _of_child(_absent_last_year, REGISTER),
    "must-attend-days-year": _of_child(_sum_of("to_attend"), REGISTER),
    "late-days-year": _of_child(_sum_of("late"), REGISTER),
    "early-days-year": _of_child(_sum_of("left_early"), REGISTER),
    "credited-days-year": _of_child(_credited_year, REGISTER),
    "elsewhere-days-year": _of_child(_days_at(COLUMNS), REGISTER),
    "other-room-days-year": _of_child(_days_at(OTHER_ROOMS), REGISTER),
    "monthly-attendance": _of_child(_by_month, REGISTER),
    "yearly-attendance": _of_child(_by_year, REGISTER),
    "monthly-credited-by-place": _of_child(_credited_by_month, REGISTER),
    "yearly-credited-by-place": _of_child(_credited_by_year, REGISTER),
    "contacts-line": _of_child(_contacts, CONTACTS),
    "last-heard": _of_child(_heard, CONTACTS),
    "last-seen": _of_child(_seen, CONTACTS),
    "last-sharing": _of_child(_sharing, SHARINGS),
    "next-review": _of_child(_review, "見直しの日"),
    "counsellor-tie": _tie(RoleKind.COUNSELLOR),
    "social-worker-tie": _tie(RoleKind.SOCIAL_WORKER),
}
