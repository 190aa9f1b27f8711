"""One home on every day, whatever the rows of a roster say of a pupil."""

from datetime import date, timedelta

from hypothesis import assume, given
from hypothesis import strategies as st

from tsunagu.school.enums import EnrolmentKind
from tsunagu.school.imports.oneroster.records import HomeRow
from tsunagu.school.imports.roster.stays import Stay, clashes, parted

START = date(2026, 4, 1)
DAYS = 12


@st.composite
def stays(draw: st.DrawFn) -> list[Stay]:
    """Up to four stays of a pupil within twelve days."""
    found = []
    for number in range(draw(st.integers(1, 4))):
        first = draw(st.integers(0, DAYS - 1))
        last = draw(st.integers(first + 1, DAYS))
        row = HomeRow(str(number), number + 2, f"C{number}", "K1", "student", False, None, None, "")
        begin, end = START + timedelta(first), START + timedelta(last)
        found.append(Stay(row, begin, end, draw(st.booleans()), draw(st.booleans())))
    return found


def on(found: list[Stay], day: date, kind: EnrolmentKind) -> list[str]:
    """The classes of a kind on a day."""
    return [s.row.homeroom for s in found if s.kind == kind and s.begin <= day < s.end]


@given(stays())
def test_one_home_a_day_and_every_other_class_is_exchange(given_stays: list[Stay]) -> None:
    assume(not list(clashes(given_stays)))
    found = parted(given_stays)
    for offset in range(DAYS):
        day = START + timedelta(offset)
        classes = sorted(s.row.homeroom for s in given_stays if s.begin <= day < s.end)
        home = on(found, day, EnrolmentKind.HOME)
        assert len(home) == bool(classes)
        assert sorted(home + on(found, day, EnrolmentKind.EXCHANGE)) == classes
        special = {s.row.homeroom for s in given_stays if s.special} & set(classes)
        assert not special or home[0] in special
