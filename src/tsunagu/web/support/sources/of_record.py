"""What the child's own record says beside what its page reads."""

from collections.abc import Iterator
from dataclasses import asdict
from itertools import groupby
from uuid import uuid5

from django.urls import reverse

from tsunagu.attendance.enums import Kind
from tsunagu.clock import in_words, school_year_of
from tsunagu.response.queries.strip import DayState, DayView
from tsunagu.web.pupil import timeline
from tsunagu.web.pupil.timeline import Span, evening
from tsunagu.web.support.sources.said import About, Said

NO_DAY = frozenset({DayState.NO_SCHOOL, DayState.NOT_ENROLLED, DayState.CLOSED, DayState.AHEAD})
"""Dates that neither belong to a stretch of days nor end it."""


def _spent(view: DayView) -> str:
    """How a day was spent, in words; nothing of one simply in class."""
    mark = view.mark
    if mark is None or (
        mark.kind == Kind.PRESENT and not (mark.late or mark.left_early or mark.place)
    ):
        return ""
    return timeline.in_words(asdict(mark))


def days(about: About, span: Span) -> Iterator[Said]:
    """Days not simply in class, those alike in a row as one: where they were spent."""
    pupil = about.case.pupil_id
    years = range(school_year_of(span.first).year, school_year_of(span.last).year + 1)
    views = (view for year in years for view in about.years(year).days)
    own = [v for v in views if span.first <= v.day <= span.last and v.state not in NO_DAY]
    for words, group in groupby(own, key=_spent):
        alike = list(group)
        first, last = alike[0].day, alike[-1].day
        if not words:
            continue
        url = f"{reverse('pupil:page', args=[pupil])}?year={school_year_of(last).year}#h-year"
        until = f"{in_words(first)}から{in_words(last)}まで{len(alike)}日" if last > first else ""
        key = uuid5(pupil, first.isoformat())
        yield Said(evening(last), "day", key, "出欠・場所", words, url, until)
