"""Making the demo city: a plan on paper first, then the database, then the demo's clock."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time

import numpy as np
from django.core.management import call_command
from django.db import connection, transaction

from tsunagu.clock import JST, SchoolYear, freeze, school_year_of, set_demo_day, today
from tsunagu.demo.calendar import make_calendar
from tsunagu.demo.figures import Model, model
from tsunagu.demo.life import YearLife, live
from tsunagu.demo.today import demo_class, write_today
from tsunagu.demo.town import Town, make_town
from tsunagu.demo.writing.cases import write_cases
from tsunagu.demo.writing.consultations import write_consultations
from tsunagu.demo.writing.doors import write_doors
from tsunagu.demo.writing.families import write_families
from tsunagu.demo.writing.history import Chronicle
from tsunagu.demo.writing.people import write_accounts, write_people
from tsunagu.demo.writing.register import (
    Book,
    write_credit_periods,
    write_epidemics,
    write_marks,
    write_month_closes,
    write_notices,
    write_openings,
    write_rolls,
)
from tsunagu.demo.writing.roster import (
    CODE,
    NAME,
    movers_within,
    write_calendar,
    write_enrolments,
    write_places,
    write_pupils,
)
from tsunagu.demo.writing.shares import write_colleague, write_shares
from tsunagu.demo.writing.signs import write_signs
from tsunagu.demo.writing.stories import write_stories
from tsunagu.demo.writing.support import write_support
from tsunagu.org.models import Municipality
from tsunagu.packs.actions import keep_versions
from tsunagu.packs.loader import default_packs, load_packs, pack_names
from tsunagu.response.actions import reconcile_school

TIME_OF_DAY = time(10, 15)
"""When the demo's day begins: most rolls are taken, the day's calls are still to be made."""
MOST_WITH_PAST = 10_000
"""Up to so many pupils last year's tasks are told as well; beyond, last year is register alone."""
Progress = Callable[[str, float], None]
"""Told what is being done, and which share of it is done."""


class RealDataError(Exception):
    """The database holds a municipality that is not the demo's."""


@dataclass(frozen=True)
class Plan:
    """The whole demo city before it is written; `lives` by years back."""

    town: Town
    lives: dict[int, YearLife]
    today: date
    until: int
    movers: dict[int, tuple[int, int]]


def class_day(wanted: date) -> date:
    """The last class day of the demo's calendar on or before a date."""
    year = school_year_of(wanted)
    for candidate in (year, SchoolYear(year.year - 1)):
        days = make_calendar(candidate, 1, model().calendar).days
        past = [day for day in days if day <= wanted]
        if past:
            return past[-1]
    raise ValueError(wanted)


def make_plan(*, pupils: int, seed: int, day: date) -> Plan:
    """The city on paper: the same seed and day give the same city. `day` is a class day."""
    settings: Model = model()
    rng = np.random.default_rng([seed, day.toordinal()])
    town = make_town(rng, pupils, settings)
    before = np.zeros(town.pupils, bool)
    lives: dict[int, YearLife] = {}
    year = school_year_of(day)
    until = 0
    for back in (1, 0):
        calendar = make_calendar(SchoolYear(year.year - back), len(town.schools), settings.calendar)
        until = calendar.index(day)
        lives[back] = live(
            rng,
            town=town,
            back=back,
            calendar=calendar,
            until=until,
            before=before,
            model=settings,
        )
        before = lives[back].drifting
    movers = movers_within(rng, town, lives[0], until, settings.town.moved_within_share)
    write_today(rng, lives[0], until)
    return Plan(town, lives, day, until, movers)


def make_demo(
    *, pupils: int, seed: int, on: date | None = None, progress: Progress
) -> Municipality:
    """Replace any former demo city in the database by a new one, and set the demo's clock.

    Its day is the last class day until `on`, or until the machine's date. Raises `RealDataError`
    where the database holds another municipality; nothing is touched then.
    """
    if Municipality.objects.exclude(code=CODE).exists():
        raise RealDataError
    set_demo_day(None)
    progress("市の設計", 0)
    plan = make_plan(pupils=pupils, seed=seed, day=class_day(on or today()))
    instant = datetime.combine(plan.today, TIME_OF_DAY, JST)
    set_demo_day(instant)
    with freeze(instant):
        _wipe()
        return _write(np.random.default_rng([seed, 1]), plan, progress)


def _wipe() -> None:
    """Empty every table; only a demo city was in them."""
    if Municipality.objects.exists():
        call_command("flush", interactive=False, verbosity=0)
        keep_versions(load_packs(pack_names()))


def _write(rng: np.random.Generator, plan: Plan, progress: Progress) -> Municipality:
    """Write the plan, let the tasks follow, and tell what was done about them."""
    with transaction.atomic():
        packs = [*default_packs().demo]
        municipality = Municipality.objects.create(code=CODE, name=NAME, packs=packs)
    town, lives = plan.town, plan.lives
    progress("名簿", 0)
    places = write_places(municipality, town, lives)
    keys = write_pupils(rng, municipality, town, lives[0].calendar.year)
    write_enrolments(
        municipality, town=town, lives=lives, places=places, pupils=keys, movers=plan.movers
    )
    write_calendar(municipality, lives, places, plan.today)
    staff = write_people(rng, municipality, lives, places)
    write_accounts(staff, lives, demo_class(lives[0]))
    for back, label in ((1, "昨年度"), (0, "今年度")):
        last = len(lives[back].calendar.days) - 1 if back else plan.until
        book = Book(municipality, back, lives[back], places, staff, keys, last)
        progress(f"{label}の出欠", 0)
        write_register(book)
        if back and len(keys) > MOST_WITH_PAST:
            continue
        write_responses(rng, book, plan.today, f"{label}の対応", progress)
    write_shares(book, demo_class(lives[0]))
    write_colleague(book)
    write_consultations(book, demo_class(lives[0]))
    write_cases(book, demo_class(lives[0]))
    write_signs(book, demo_class(lives[0]))
    write_doors(book, demo_class(lives[0]))
    write_families(book, demo_class(lives[0]))
    write_stories(book, demo_class(lives[0]))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return municipality


def write_register(book: Book) -> None:
    """A year's rolls and marks with what belongs to them."""
    write_rolls(book)
    write_marks(book)
    write_credit_periods(book)
    write_epidemics(book)
    write_openings(book)
    write_month_closes(book)
    if book.back == 0:
        write_notices(book)
    write_support(book)


def write_responses(
    rng: np.random.Generator, book: Book, day: date, label: str, progress: Progress
) -> None:
    """A year's tasks, school by school, and their answers."""
    chronicle = Chronicle(rng, book, day)
    year = book.life.calendar.year.year
    for n, school in enumerate(book.places.schools):
        progress(label, n / len(book.places.schools))
        reconcile_school(municipality=book.municipality, school=school, school_year=year)
        chronicle.write(n)
