"""What a mark counts as, over every kind, place and credit."""

import pytest

from tsunagu.attendance.enums import Credit, Kind, Place
from tsunagu.attendance.rules import counted_as, faults

SCHOOL_PLACES = [
    "",
    "classroom",
    "exchange_class",
    "other_school",
    "off_site",
    "nurse_room",
    "separate_room",
    "in_school_centre",
    "after_school",
    "other",
]
FACILITIES = ["support_centre", "free_school"]
UNDECIDED, CREDITED, NOT = Credit.UNDECIDED, Credit.CREDITED, Credit.NOT_CREDITED


def told(kind: str, place: str = "", credit: str = UNDECIDED, *, provisional: bool = False) -> str:
    """Standing, then `t` where it adds to total and `n` where it adds to not_come."""
    counted = counted_as(kind, place, credit, provisional=provisional)
    adds = "t" * counted.register_absence + "n" * counted.not_come
    return f"{counted.standing} {adds}".strip()


@pytest.mark.parametrize("place", SCHOOL_PLACES)
def test_present_at_school_places_is_here(place: str) -> None:
    assert told("present", place) == "here"


@pytest.mark.parametrize("kind", ["present", "absent"])
@pytest.mark.parametrize("place", FACILITIES)
def test_facilities_are_elsewhere_with_or_without_credit(kind: str, place: str) -> None:
    assert told(kind, place) == "elsewhere tn"
    assert told(kind, place, NOT) == "elsewhere tn"
    assert told(kind, place, CREDITED) == "elsewhere n"
    assert told(kind, place, provisional=True) == "elsewhere n"
    assert told(kind, place, NOT, provisional=True) == "elsewhere tn"


@pytest.mark.parametrize("place", ["", "home_online", "other", "after_school"])
def test_absent_anywhere_else_is_away_until_credited(place: str) -> None:
    assert told("absent", place) == "away tn"
    assert told("absent", place, NOT) == "away tn"
    assert told("absent", place, provisional=True) == "away tn"
    assert told("absent", place, CREDITED) == "elsewhere n"


def test_present_at_home_online_is_read_as_absent_there() -> None:
    assert told("present", "home_online") == "away tn"
    assert told("present", "home_online", CREDITED) == "elsewhere n"


@pytest.mark.parametrize("place", ["", *Place.values])
def test_missing_is_away_wherever(place: str) -> None:
    assert told("missing", place) == "away tn"


@pytest.mark.parametrize("kind", ["suspended", "bereavement", "excused"])
@pytest.mark.parametrize("credit", Credit.values)
def test_days_not_to_attend_are_not_counted(kind: str, credit: str) -> None:
    assert told(kind, "support_centre", credit, provisional=True) == "not_counted"


@pytest.mark.parametrize("place", Place.values)
@pytest.mark.parametrize("setting", [True, False])
def test_absent_is_refused_at_a_place_of_attendance(place: str, setting: bool) -> None:
    away_from_school = {"support_centre", "free_school", "home_online", "other"}
    refused = place not in away_from_school and (place != "after_school" or setting)
    found = faults("absent", False, False, place, after_school_is_attendance=setting)
    assert bool(found) == refused
    assert not faults("present", True, True, place, after_school_is_attendance=setting)


@pytest.mark.parametrize("kind", Kind.values)
@pytest.mark.parametrize(("late", "early"), [(True, False), (False, True), (True, True)])
def test_absent_or_missing_with_late_or_left_early_is_an_error(
    kind: str, late: bool, early: bool
) -> None:
    found = faults(kind, late, early, "", after_school_is_attendance=True)
    assert bool(found) == (kind in {"absent", "missing"})
