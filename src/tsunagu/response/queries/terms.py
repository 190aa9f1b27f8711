"""Packs that count by term, where the calendar names none."""

from tsunagu.clock import SchoolYear
from tsunagu.org.models import Municipality
from tsunagu.response.loading import rule_book
from tsunagu.school.enums import CalendarKind
from tsunagu.school.models import CalendarEntry


def lacks_terms(municipality: Municipality, school_year: int) -> bool:
    """Does a rule count by term, while the calendar of the school year has no term?"""
    if not rule_book(municipality).counts_by_term:
        return False
    year = SchoolYear(school_year)
    entries = CalendarEntry.objects.filter(municipality=municipality, kind=CalendarKind.TERM)
    return not entries.filter(first__lte=year.last, last__gte=year.first).exists()
