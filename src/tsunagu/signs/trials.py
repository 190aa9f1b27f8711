"""A way of noticing tried on the past, in the background and school by school: counts alone.

How many children it would have named in the last term that is over, and how many of them were
absent for long afterwards. Nobody's name and no list is kept. What is counted is stored after each
school, so that it goes on where it stopped after a worker died.
"""

from collections import Counter, defaultdict
from datetime import date, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F, Q, QuerySet
from django_tasks import task

from tsunagu.access.actor import Actor, Scope
from tsunagu.access.noted import note_deed
from tsunagu.access.policy import Deed, Denied, require
from tsunagu.access.refusal import Refused
from tsunagu.attendance.models import Mark, RollCall
from tsunagu.clock import SchoolYear, new_id, now, school_year_of, today
from tsunagu.org.models import Municipality
from tsunagu.packs.loader import noticings
from tsunagu.packs.schema import Noticing
from tsunagu.school.models import Classroom, Enrolment, Pupil, School
from tsunagu.school.queries import calendars_of, class_keys
from tsunagu.signs.enums import TrialState
from tsunagu.signs.known import ABSENT, days_of
from tsunagu.signs.models import CheckIn, NoticingTrial
from tsunagu.signs.rules import Period, finished_term, last_months, long_absent, named_in
from tsunagu.sos.models import Sos

MOST_DAYS, MOST_TIMES = 366, 366
A_TURN = 20
"""Schools after which other work has its turn."""
DEAD = timedelta(minutes=1)
"""Without a sign of life for so long a worker is dead: a school takes less than a second."""
LOST = timedelta(minutes=10)
"""So long it waits for its turn; another task for it does no harm."""
BUSY = "いま試しているものが終わってから、次を始めてください"


class Found(NamedTuple):
    """How many were named, and how many of them absent for long afterwards."""

    named: int
    absent: int


def begin_trial(*, noticing: str, days: int, at_least: int, by: Actor) -> NoticingTrial:
    """Have a way tried on the past with these numbers. Raises `Denied` and `Refused`."""
    city = by.municipality
    require(by, Deed.SET_NOTICING, Scope(municipality=city.pk))
    if by.person is None:
        raise Denied(Deed.SET_NOTICING)
    reasons = []
    if noticing not in noticings(city.packs, today()):
        reasons.append("一覧にある気づき方から選んでください")
    if not 1 <= days <= MOST_DAYS:
        reasons.append(f"「何日のあいだに」は、1から{MOST_DAYS}までの数を入れてください")
    if not 1 <= at_least <= MOST_TIMES:
        reasons.append(f"「いくつ以上」は、1から{MOST_TIMES}までの数を入れてください")
    period = period_of(city, today())
    if period is None:
        reasons.append("数えられる出欠の記録が、まだありません")
    if reasons or period is None:
        raise Refused(reasons)
    with transaction.atomic():
        trial = _created(
            municipality=city,
            noticing=noticing,
            days=days,
            at_least=at_least,
            period=period.name,
            first=period.first,
            last=period.last,
            until=min(school_year_of(period.last).last, today()),
            schools=School.objects.filter(municipality=city).count(),
            by=by.person,
            at=now(),
            beat=now(),
        )
        said = {"noticing": noticing, "days": days, "at_least": at_least}
        note_deed(by, Deed.SET_NOTICING, "noticing_trial", trial.pk, numbers=said)
        count_trial.enqueue(str(trial.pk))
    return trial


def _created(**values: Any) -> NoticingTrial:
    """A new trial. Raises `Refused` where another of the city's is at work."""
    try:
        with transaction.atomic():
            return NoticingTrial.objects.create(**values)
    except IntegrityError as other:
        raise Refused([BUSY]) from other


def period_of(city: Municipality, on: date) -> Period | None:
    """The last term over on a day for most classes; where no roll was taken in it, the last months.

    Nothing where none was taken in these either.
    """
    this = school_year_of(on)
    terms = (_terms(city, year) for year in (this, SchoolYear(this.year - 1)))
    over = next((found for one in terms if (found := finished_term(one, on))), None)
    taken = RollCall.objects.filter(school__municipality=city)
    for period in filter(None, (over, last_months(on))):
        if taken.filter(day__range=(period.first, period.last)).exists():
            return period
    return None


def _terms(city: Municipality, year: SchoolYear) -> tuple[tuple[date, date], ...]:
    """The terms of a school year as most of the city's classes that have any have them."""
    rooms = class_keys(Classroom.objects.filter(municipality=city, school_year=year.year))
    found = Counter(one.terms for one in calendars_of(rooms, year.first, year.last) if one.terms)
    return max(found, key=lambda one: (found[one], one), default=())


def found_at(school: UUID, way: Noticing, period: Period, until: date) -> Found:
    """What a way would have told at a school, of those who were there on the period's last day."""
    homes = Enrolment.objects.on(period.last).home().filter(classroom__school=school)
    pupils = Pupil.objects.filter(pk__in=homes.values("pupil"))
    since = {
        pupil: day
        for pupil, days in days_of(
            pupils, period.last, CheckIn.objects.all(), Sos.objects.all()
        ).items()
        if (day := named_in(way, days, period))
    }
    away: dict[UUID, list[date]] = defaultdict(list)
    marks = Mark.objects.filter(ABSENT, pupil__in=since, day__range=(period.first, until))
    for pupil, day in marks.values_list("pupil", "day"):
        away[pupil].append(day)
    return Found(len(since), sum(long_absent(day, away[pupil]) for pupil, day in since.items()))


@task()
def count_trial(key: str) -> None:
    """Count what is still to be counted of the trial with this key."""
    turn = new_id()
    waiting = NoticingTrial.objects.filter(pk=UUID(key), state=TrialState.AT_WORK, turn=None)
    if not waiting.update(turn=turn, beat=now()):
        return
    mine = NoticingTrial.objects.filter(pk=UUID(key), state=TrialState.AT_WORK, turn=turn)
    try:
        for _ in range(A_TURN):
            if not _count_next(mine):
                return
        if mine.update(turn=None):
            count_trial.enqueue(key)
    except Exception:
        mine.update(state=TrialState.ENDED, turn=None)
        raise


def _count_next(mine: QuerySet[NoticingTrial]) -> bool:
    """Count the next school; is there more to do, for this worker?"""
    trial = mine.select_related("municipality").first()
    if trial is None:
        return False
    schools = School.objects.filter(municipality=trial.municipality).order_by("pk")
    school = schools.values_list("pk", flat=True)[trial.done : trial.done + 1].first()
    if school is None or trial.done == trial.schools:
        mine.update(state=TrialState.DONE, turn=None, beat=now())
        return False
    period = Period(trial.period, trial.first, trial.last)
    found = found_at(school, _way(trial), period, trial.until)
    return bool(
        mine.update(
            done=F("done") + 1,
            named=F("named") + found.named,
            absent=F("absent") + found.absent,
            beat=now(),
        )
    )


def _way(trial: NoticingTrial) -> Noticing:
    """The way with the numbers that are tried."""
    _, way = noticings(trial.municipality.packs, today())[trial.noticing]
    return way.model_copy(update={"days": trial.days, "at_least": trial.at_least, "on": True})


def tend_trials() -> None:
    """Have what a dead worker left go on, and what no worker took up, its task being lost."""
    dead = Q(turn__isnull=False, beat__lt=now() - DEAD) | Q(turn=None, beat__lt=now() - LOST)
    left = NoticingTrial.objects.filter(dead, state=TrialState.AT_WORK)
    for key in left.values_list("pk", flat=True):
        with transaction.atomic():
            if left.filter(pk=key).update(turn=None, beat=now()):
                count_trial.enqueue(str(key))
