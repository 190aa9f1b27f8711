"""What must hold of the rules for any days: found by chance, shrunk by hypothesis."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tsunagu.attendance.enums import NOT_TO_ATTEND, Kind
from tsunagu.attendance.rules import (
    AWAY,
    CREDITED,
    ELSEWHERE,
    HERE,
    NOT_COUNTED,
    Counted,
    Standing,
    counted_as,
)
from tsunagu.clock import SchoolYear
from tsunagu.packs.loader import load_packs, pack_names
from tsunagu.response.rules import (
    NO_FACTS,
    Facts,
    Firing,
    Opening,
    PupilDay,
    Rhythm,
    RuleBook,
    Span,
    Version,
    count,
    due_responses,
)
from tsunagu.school.rules import class_calendar

YEAR = SchoolYear(2026)
CALENDAR = class_calendar((), YEAR.first, YEAR.last)
TERMS = (date(2026, 4, 1), date(2026, 9, 1), date(2027, 1, 5))
BOOKS = {
    name: RuleBook(
        tuple(Version(pack.id, rule) for pack in load_packs([name]) for rule in pack.responses)
    )
    for name in pack_names()
}
EVERYTHING = RuleBook(
    tuple(Version(p.id, rule) for p in load_packs(pack_names()) for rule in p.responses)
)
counted = st.sampled_from([HERE, AWAY, AWAY, AWAY, ELSEWHERE, CREDITED, NOT_COUNTED])
sequences = st.lists(counted, min_size=1, max_size=90)
openings = st.lists(
    st.builds(
        Opening,
        st.dates(YEAR.first, YEAR.first + timedelta(days=120)),
        st.integers(0, 12),
        st.integers(0, 12),
    ),
    max_size=2,
    unique_by=lambda o: o.day,
)
spans = st.builds(
    lambda day, length: Span(day, day + timedelta(days=length)),
    st.dates(YEAR.first, YEAR.last),
    st.integers(0, 90),
)
rhythms = st.lists(
    st.builds(
        lambda day, every: Rhythm(day, None, every),
        st.dates(YEAR.first, YEAR.last),
        st.integers(1, 30),
    ),
    max_size=1,
)
facts = st.builds(Facts, openings=openings, registered=st.lists(spans, max_size=2))


def term_of(day: date) -> date:
    """The term that a day lies in."""
    return max(first for first in TERMS if first <= day)


def days_of(sequence: list[Counted]) -> list[PupilDay]:
    """Class days from 1 April on; every 25th follows a break."""
    return [
        PupilDay(day, one, index % 25 == 24, term_of(day))
        for index, (day, one) in enumerate(zip(CALENDAR.days, sequence, strict=False))
    ]


def due(days: list[PupilDay], facts: Facts = NO_FACTS, until: date = YEAR.last) -> list[Firing]:
    """What the rules of all packs together ask for."""
    return due_responses(days, EVERYTHING, YEAR, until, facts)


@given(sequences, st.integers(0, 90), st.sampled_from(sorted(NOT_TO_ATTEND)))
def test_a_day_not_counted_changes_nothing_around_it(
    sequence: list[Counted], at: int, kind: Kind
) -> None:
    at = min(at, len(sequence) - 1)
    with_it = days_of(sequence)
    with_it[at] = with_it[at]._replace(counted=counted_as(kind))
    without = with_it[:at] + with_it[at + 1 :]
    if with_it[at].after_break and at + 1 < len(with_it):
        without[at] = without[at]._replace(after_break=True)
    assert due(with_it) == due(without)


@given(sequences, facts)
def test_a_day_elsewhere_never_owes_a_contact(sequence: list[Counted], facts: Facts) -> None:
    days = {day.day: day for day in days_of(sequence)}
    for name in ("national", "akashi", "machida-2013"):
        for firing in due_responses(days.values(), BOOKS[name], YEAR, YEAR.last, facts):
            if firing.rule.task_kind == "contact":
                assert days[firing.day].counted.standing == Standing.AWAY


@given(sequences, facts, st.integers(0, 364))
def test_asking_earlier_gives_the_earlier_part(
    sequence: list[Counted], facts: Facts, after: int
) -> None:
    until = YEAR.first + timedelta(days=after)
    days = days_of(sequence)
    whole = due(days, facts)
    assert due(days, facts, until) == [firing for firing in whole if firing.day <= until]


@given(sequences, facts, rhythms, st.integers(0, 89), st.data())
def test_days_asked_about_answer_as_in_the_whole_year(
    sequence: list[Counted], facts: Facts, rhythms: list[Rhythm], after: int, data: st.DataObject
) -> None:
    days, facts = days_of(sequence), replace(facts, rhythms=rhythms)
    whole, since = due(days, facts), CALENDAR.days[after]
    earlier = [firing.day for firing in whole if firing.day < since]
    some = data.draw(st.sets(st.sampled_from(earlier))) if earlier else set()

    def wanted(day: date) -> bool:
        return day >= since or day in some

    found = due_responses(days, EVERYTHING, YEAR, YEAR.last, facts, wanted=wanted)
    assert found == [firing for firing in whole if wanted(firing.day)]


@given(sequences, facts)
def test_keys_are_unique_and_due_is_never_before_the_day(
    sequence: list[Counted], facts: Facts
) -> None:
    found = due(days_of(sequence), facts)
    assert len({firing.key for firing in found}) == len(found)
    assert len({(firing.day, firing.rule.id) for firing in found}) == len(found)
    assert all(firing.day <= firing.due for firing in found)
    assert found == sorted(found, key=lambda f: (f.day, f.rule.id))


@given(sequences, st.integers(0, 89), counted)
def test_a_correction_leaves_all_earlier_days_alone(
    sequence: list[Counted], at: int, one: Counted
) -> None:
    at = min(at, len(sequence) - 1)
    days = days_of(sequence)
    corrected = [*days[:at], days[at]._replace(counted=one), *days[at + 1 :]]
    before = [firing for firing in due(days) if firing.day < days[at].day]
    assert [firing for firing in due(corrected) if firing.day < days[at].day] == before


@given(sequences, openings)
def test_counters_hold_together(sequence: list[Counted], openings: list[Opening]) -> None:
    days = days_of(sequence)
    for one in count(days, openings):
        so_far = [d for d in days if d.day <= one.day.day]
        brought = [o for o in openings if o.day <= one.day.day]
        absent = sum(d.counted.register_absence for d in so_far)
        credited = sum(d.counted.credited for d in so_far)
        assert one.now.total == absent + sum(o.absent for o in brought)
        assert one.now.not_come == one.now.total + credited + sum(o.credited for o in brought)
        same_month = [d for d in so_far if d.day.month == one.day.day.month]
        assert one.now.month == sum(d.counted.register_absence for d in same_month)
        same_term = [d for d in so_far if d.term == one.day.term]
        assert one.now.term == sum(d.counted.register_absence for d in same_term)
        assert one.now.run <= absent
        assert (one.now.run > 0) == (one.day.counted.standing == Standing.AWAY)
        assert (one.now.run_first is None) == (one.now.run == 0)


@given(sequences)
def test_leaving_out_further_days_here_changes_nothing(sequence: list[Counted]) -> None:
    days = days_of(sequence)
    kept, carried = [], False
    for before, day in zip([None, *days], days, strict=False):
        carried = carried or day.after_break
        if before and before.counted == HERE and day.counted == HERE:
            continue
        kept.append(day._replace(after_break=carried))
        carried = False
    assert due(kept) == due(days)


@given(sequences, openings)
def test_only_the_registered_have_protection_tasks(
    sequence: list[Counted], openings: list[Opening]
) -> None:
    found = due(days_of(sequence), Facts(openings=openings))
    assert not [firing for firing in found if firing.rule.task_kind == "protection"]


def test_total_of_a_range_has_a_key_a_day() -> None:
    rule = (
        BOOKS["akashi"]
        .versions[0]
        .rule.model_validate(
            BOOKS["akashi"].versions[0].rule.model_dump(by_alias=True)
            | {"id": "every-time", "when": {"total": {"from": 2, "to": 4}}}
        )
    )
    book = RuleBook((Version("here", rule),))
    found = due_responses(days_of([AWAY] * 6), book, YEAR, YEAR.last)
    assert [firing.counters.total for firing in found] == [2, 3, 4]


def test_the_later_version_of_a_pack_holds_whatever_their_order() -> None:
    old = BOOKS["akashi"].in_force(YEAR.first)[0]
    new = Version(old.pack, old.rule.model_copy(update={"valid_from": date(2026, 6, 1)}))
    for versions in ((old, new), (new, old)):
        book = RuleBook(versions)
        assert book.in_force(date(2026, 5, 31)) == (old,)
        assert book.in_force(date(2026, 6, 1)) == (new,)


@pytest.mark.parametrize("every", [0, -1])
def test_a_rhythm_of_no_days_is_refused(every: int) -> None:
    with pytest.raises(ValueError, match="one day or more"):
        Rhythm(YEAR.first, None, every)
