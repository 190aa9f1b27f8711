"""What the demo's day needs so that every role finds work: runs that end today, rolls to take."""

import numpy as np

from tsunagu.demo.codes import NOT_COME, Day, are
from tsunagu.demo.life import YearLife

LATELY = 15
"""Class days before today on which the demo class's roll was always taken."""
RUNS = ((1, Day.ILL), (2, Day.CANNOT_COME), (3, Day.CANNOT_COME), (7, Day.CANNOT_COME))
"""Runs of absence that reach today in the demo class, and why."""
AS_TOTAL = 7
UNTAKEN_SHARE = 0.06
PUPILS_A_MISSING = 1500


def demo_class(life: YearLife) -> int:
    """The class of the demo's homeroom teacher: at the first school, a higher grade, not the first.

    Falls back on any regular class of the first school.
    """
    own = [n for n, c in enumerate(life.classes.classes) if c.school == 0 and not c.special]
    return max(own, key=lambda n: (life.classes.classes[n].name == "2組", n))


def write_today(rng: np.random.Generator, life: YearLife, today: int) -> None:
    """Write the particulars of the demo's day (a place in the calendar) into a year's life."""
    home = demo_class(life)
    _clear_way(life, home, today)
    _not_taken(rng, life, home, today)
    present = life.codes[:, today]
    present[np.isin(present, (Day.LEFT_EARLY, Day.BEREAVED))] = Day.PLAIN
    present[present == Day.LATE_AND_EARLY] = Day.LATE
    _cast(rng, life, home, today)
    _missing(rng, life, home, today)


def _clear_way(life: YearLife, home: int, today: int) -> None:
    """Let the demo class have been there and counted in the last weeks."""
    school = life.classes.classes[home].school
    lately = slice(max(0, today - LATELY), today + 1)
    life.closed[home, lately] = False
    life.taken[home, lately] = life.calendar.is_open[school, lately]


def _not_taken(rng: np.random.Generator, life: YearLife, home: int, today: int) -> None:
    """A few rolls of this morning are not taken yet, one of them at the demo's school."""
    classes = life.classes.classes
    open_today = np.flatnonzero(life.taken[:, today])
    others = [int(c) for c in rng.permutation(open_today) if c != home]
    at_school = [c for c in others if classes[c].school == classes[home].school]
    late = {*others[: round(len(others) * UNTAKEN_SHARE)], *at_school[:1]}
    for c in late:
        life.taken[c, today] = False
        life.codes[life.classes.home == c, today] = Day.PLAIN


def _cast(rng: np.random.Generator, life: YearLife, home: int, today: int) -> None:
    """Give pupils of the demo class the runs and totals that the demo tells of."""
    taken = np.flatnonzero(life.taken[home, : today + 1])
    members = np.flatnonzero(
        (life.classes.home == home) & life.enrolled[:, today] & (life.stay.begin == 0)
    )
    absent = are(life.codes[:, : today + 1], NOT_COME).sum(axis=1)
    steady = [int(p) for p in members if not life.drifting[p] and absent[p] <= 5]
    for pupil, (run, code) in zip(steady, RUNS, strict=False):
        life.codes[pupil, taken[-12:]] = Day.PLAIN
        life.codes[pupil, taken[-run:]] = code
    rest = steady[len(RUNS) :]
    for pupil in rest[:1]:
        free = [int(d) for d in taken[:-1] if life.codes[pupil, d] == Day.PLAIN]
        more = max(AS_TOTAL - 1 - int(are(life.codes[pupil, taken[:-1]], NOT_COME).sum()), 0)
        life.codes[pupil, free[-3 * more :: 3][:more]] = Day.CANNOT_COME
        life.codes[pupil, taken[-1]] = Day.UNKNOWN
    for pupil, code in zip(rest[1:], (Day.LATE, Day.NURSE_ROOM), strict=False):
        life.codes[pupil, today] = code
    for pupil in rest[3:]:
        life.codes[pupil, today] = Day.PLAIN


def _missing(rng: np.random.Generator, life: YearLife, home: int, today: int) -> None:
    """A few children of whom nobody has heard this morning, one at the demo's school."""
    here = life.enrolled[:, today] & life.taken[np.maximum(life.classes.home, 0), today]
    here &= (life.codes[:, today] == Day.PLAIN) & (life.classes.home != home)
    school = np.array([c.school for c in life.classes.classes])[life.classes.home]
    there = [int(p) for p in rng.permutation(np.flatnonzero(here & ~life.drifting))]
    near = [p for p in there if school[p] == life.classes.classes[home].school]
    count = len(there) // PUPILS_A_MISSING
    for pupil in [*near[:1], *there[:count]]:
        life.codes[pupil, today] = Day.MISSING
