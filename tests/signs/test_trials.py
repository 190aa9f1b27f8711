"""A way of noticing tried on the past: counted like a person with pencil and paper would."""

from collections.abc import Callable
from datetime import date, timedelta
from random import Random

import pytest
from django.urls import reverse

from tests.builders import (
    add_calendar,
    make_actor,
    make_board,
    make_city,
    make_class,
    make_person,
    make_school,
    pupils_of,
)
from tests.web.school_life import browser_of
from tsunagu.access.actor import Actor
from tsunagu.access.enums import RoleKind
from tsunagu.access.policy import Denied
from tsunagu.access.refusal import Refused
from tsunagu.attendance.models import Mark, RollCall
from tsunagu.clock import freeze, now
from tsunagu.org.models import Municipality
from tsunagu.school.enums import CalendarKind
from tsunagu.school.models import Classroom
from tsunagu.signs import trials
from tsunagu.signs.models import CheckIn, NoticingTrial
from tsunagu.signs.rules import finished_term, last_months, long_absent
from tsunagu.signs.trials import begin_trial, period_of, tend_trials

R = RoleKind
FIRST, LAST, END = date(2026, 1, 8), date(2026, 3, 24), date(2026, 3, 31)
YEAR = [date(2025, 4, 1) + timedelta(n) for n in range(364)]
Days = dict[date, str]
"""What is on record of a child: late or absent, by day."""


def test_the_term_that_is_over_and_its_name() -> None:
    terms = [(date(2025, 4, 1), date(2025, 7, 18)), (date(2025, 9, 1), date(2025, 12, 24))]
    assert finished_term(terms, date(2025, 7, 18)) is None
    over = finished_term(terms, date(2025, 7, 19))
    assert over
    assert (over.name, over.first, over.last) == ("2025年度の前期", *terms[0])
    three = finished_term([*terms, (FIRST, LAST)], date(2026, 5, 20))
    assert three
    assert (three.name, three.last) == ("2025年度の3学期", LAST)
    four = finished_term([*terms, (FIRST, LAST), (LAST, END)], date(2026, 5, 20))
    assert four
    assert four.name == "2025年度の4つめの学期"


def test_the_last_months_stay_within_a_school_year() -> None:
    april, autumn = last_months(date(2026, 4, 1)), last_months(date(2026, 10, 14))
    assert (april.first, april.last) == (date(2025, 12, 31), END)
    assert (autumn.first, autumn.last) == (date(2026, 7, 15), date(2026, 10, 13))
    may = last_months(date(2026, 5, 20))
    assert (may.name, may.first) == ("2026年度のこれまで", date(2026, 4, 1))


def test_ten_days_after_the_day_are_long_and_nine_are_not() -> None:
    days = [FIRST + timedelta(n) for n in range(11)]
    assert long_absent(FIRST, days)
    assert not long_absent(FIRST, days[:-1])


@pytest.fixture
def city() -> Municipality:
    """A city with three terms, whose last year is over."""
    made = make_city(packs=["national"])
    ends = ((date(2025, 4, 1), date(2025, 7, 18)), (date(2025, 9, 1), date(2025, 12, 24)))
    for first, last in (*ends, (FIRST, LAST)):
        add_calendar(made, first, last, kind=CalendarKind.TERM)
    return made


@pytest.fixture
def by(city: Municipality) -> Actor:
    """A supervisor at its board."""
    return make_actor(make_board(city), role=R.SUPERVISOR)


def lived(city: Municipality, schools: int) -> list[Days]:
    """A year at some schools, of children who are late or away more or less often."""
    chance = Random(20)
    found, marks = [], []
    for _ in range(schools):
        room = make_class(make_school(city), pupils=8, school_year=2025)
        RollCall.objects.create(
            municipality=city, school=room.school, classroom=room, day=LAST, taken_at=now()
        )
        for pupil in pupils_of(room):
            late, away = chance.choice([0.01, 0.05, 0.1]), chance.choice([0.02, 0.2])
            of_days = {day: chance.random() for day in YEAR if day.weekday() < 5}
            told = {d: "late" for d, n in of_days.items() if n < late}
            told |= {d: "absent" for d, n in of_days.items() if late <= n < late + away}
            found.append(told)
            marks += [
                Mark(
                    municipality=city,
                    pupil=pupil,
                    classroom=room,
                    day=day,
                    kind="present" if what == "late" else "absent",
                    late=what == "late",
                    entered_at=now(),
                )
                for day, what in told.items()
            ]
    Mark.objects.bulk_create(marks)
    return found


def by_hand(children: list[Days], days: int, at_least: int) -> tuple[int, int]:
    """How many are late so often in the term and more than before, and how many then long away."""
    named = absent = 0
    for told in children:
        late = {day for day, what in told.items() if what == "late"}
        day, since = FIRST, None
        while day <= LAST and since is None:
            window = [day - timedelta(n) for n in range(days)]
            before = [one - timedelta(days) for one in window]
            within = sum(one in late and one >= FIRST for one in window)
            if within >= at_least and within > sum(one in late for one in before):
                since = day
            day += timedelta(1)
        if since:
            named += 1
            absent += sum(w == "absent" and d > since for d, w in told.items()) >= 10
    return named, absent


@pytest.mark.django_db
@pytest.mark.usefixtures("clock")
@pytest.mark.parametrize(("days", "at_least"), [(28, 3), (14, 1), (40, 4), (3, 3)])
def test_as_many_as_by_hand(city: Municipality, by: Actor, days: int, at_least: int) -> None:
    children = lived(city, 3)
    lived(make_city(packs=["national"]), 1)
    begin_trial(noticing="late-rising", days=days, at_least=at_least, by=by)
    trial = NoticingTrial.objects.get()
    assert (trial.state, trial.done, trial.schools) == ("done", 3, 3)
    assert (trial.period, trial.first, trial.until) == ("2025年度の3学期", FIRST, END)
    assert (trial.named, trial.absent) == by_hand(children, days, at_least)
    if at_least == 1:
        assert 0 < trial.absent < trial.named < len(children)


@pytest.mark.django_db
@pytest.mark.usefixtures("clock")
def test_goes_on_where_a_dead_worker_stopped_and_one_at_a_time(
    city: Municipality, by: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    children = lived(city, 3)
    found_at: Callable[..., trials.Found] = trials.found_at
    counted: list[object] = []

    def stops(school: object, *given: object) -> trials.Found:
        if len(counted) == 1:
            raise SystemExit
        counted.append(school)
        return found_at(school, *given)

    with monkeypatch.context() as patched:
        patched.setattr(trials, "found_at", stops)
        begin_trial(noticing="late-rising", days=14, at_least=1, by=by)
    trial = NoticingTrial.objects.get()
    assert (trial.state, trial.done) == ("at_work", 1)
    with pytest.raises(Refused, match="終わってから"):
        begin_trial(noticing="nurse-often", days=14, at_least=1, by=by)
    tend_trials()
    assert NoticingTrial.objects.get().done == 1
    with freeze(now() + timedelta(minutes=2)):
        tend_trials()
    trial = NoticingTrial.objects.get()
    assert (trial.state, trial.done) == ("done", 3)
    assert (trial.named, trial.absent) == by_hand(children, 14, 1)


@pytest.mark.django_db
@pytest.mark.usefixtures("clock")
def test_what_no_worker_takes_up_is_asked_for_anew(city: Municipality, by: Actor) -> None:
    lived(city, 1)
    begin_trial(noticing="late-rising", days=14, at_least=1, by=by)
    NoticingTrial.objects.update(state="at_work", done=0, named=0, absent=0)
    for minutes, state in ((9, "at_work"), (11, "done")):
        with freeze(now() + timedelta(minutes=minutes)):
            tend_trials()
        assert NoticingTrial.objects.get().state == state


@pytest.mark.django_db
@pytest.mark.usefixtures("clock")
def test_without_terms_or_rolls_in_them_the_last_months_else_nothing(
    city: Municipality, by: Actor
) -> None:
    on = date(2026, 5, 20)
    assert period_of(city, on) is None
    with pytest.raises(Refused, match="まだありません"):
        begin_trial(noticing="late-rising", days=0, at_least=3, by=by)
    room = _now_at(city)
    RollCall.objects.create(
        municipality=city, school=room.school, classroom=room, day=on - timedelta(1), taken_at=now()
    )
    found = period_of(city, on)
    assert found
    assert found.name == "2026年度のこれまで"


def _now_at(city: Municipality) -> Classroom:
    return make_class(make_school(city), pupils=1)


@pytest.mark.django_db
@pytest.mark.usefixtures("clock")
def test_on_the_page_with_other_numbers_and_nobodys_name(city: Municipality) -> None:
    children = lived(city, 2)
    browser = browser_of(make_person(make_board(city), role=R.SUPERVISOR))
    url, act = reverse("signs:ways"), "try-late-rising"
    wrong = browser.post(url, {"act": act, f"{act}-days": "0", f"{act}-at_least": "many"})
    assert wrong.status_code == 422
    asked = {"act": act, f"{act}-days": "14", f"{act}-at_least": "1"}
    assert browser.post(url, asked).status_code == 302
    page = browser.get(url).content.decode()
    named, absent = by_hand(children, 14, 1)
    assert f"<strong>{named}人</strong>の名前が挙がり" in page
    assert f"そのうち<strong>{absent}人</strong>" in page
    assert "28日のあいだに3回以上あり" in page
    for pupil in pupils_of(Classroom.objects.all()[0]):
        assert pupil.name not in page
    NoticingTrial.objects.update(state="at_work", turn=None)
    work = browser.get(reverse("signs:ways-work"), headers={"HX-Request": "true"})
    assert "順番を待っています" in work.content.decode()
    NoticingTrial.objects.update(state="done")
    over = browser.get(reverse("signs:ways-work"), headers={"HX-Request": "true"})
    assert over["HX-Refresh"] == "true"


@pytest.mark.django_db
@pytest.mark.usefixtures("clock")
def test_nobody_else_tries(city: Municipality) -> None:
    lived(city, 1)
    principal = make_actor(make_school(city), role=R.PRINCIPAL)
    with pytest.raises(Denied):
        begin_trial(noticing="late-rising", days=28, at_least=3, by=principal)


@pytest.mark.django_db
@pytest.mark.usefixtures("clock")
def test_a_fault_ends_it_and_another_can_begin(
    city: Municipality, by: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    lived(city, 1)
    with monkeypatch.context() as patched:
        patched.setattr(trials, "found_at", lambda *_: 1 / 0)
        begin_trial(noticing="late-rising", days=28, at_least=3, by=by)
    assert NoticingTrial.objects.get().state == "ended"
    again = begin_trial(noticing="late-rising", days=28, at_least=3, by=by)
    again.refresh_from_db()
    assert again.state == "done"


@pytest.mark.django_db
@pytest.mark.usefixtures("clock")
def test_weather_of_the_whole_term_can_be_tried(city: Municipality, by: Actor) -> None:
    room = make_class(make_school(city), pupils=3, school_year=2025)
    school = room.school
    RollCall.objects.create(
        municipality=city, school=school, classroom=room, day=LAST, taken_at=now()
    )
    low, broken, bright = pupils_of(room)
    days = [FIRST + timedelta(n) for n in range(4)]
    for pupil, hearts in ((low, "rrr"), (broken, "rrcr"), (bright, "ssss")):
        CheckIn.objects.bulk_create(
            CheckIn(
                municipality=city,
                pupil=pupil,
                school=school,
                day=day,
                heart={"r": "rainy", "c": "cloudy", "s": "sunny"}[heart],
                at=now(),
            )
            for day, heart in zip(days, hearts, strict=False)
        )
    begin_trial(noticing="low-weather", days=14, at_least=3, by=by)
    assert NoticingTrial.objects.get().named == 1
    begin_trial(noticing="low-weather", days=14, at_least=2, by=by)
    assert NoticingTrial.objects.order_by("at", "pk").last().named == 2  # type: ignore[union-attr]
