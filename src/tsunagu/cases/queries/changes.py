"""What is counted around the steps of a case: days, places and contacts, each with its record."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property

from tsunagu.cases.change_rules import Happening, Stretch, days_spent, divided
from tsunagu.cases.models import Case, CaseStep
from tsunagu.clock import JST, school_year_of, today
from tsunagu.packs.overtime import number
from tsunagu.response.enums import FAMILY
from tsunagu.response.models import Contact
from tsunagu.response.queries.strip import pupil_year


@dataclass(frozen=True)
class Changes:
    """A case with what happened around it; who asks may see the child's record."""

    case: Case

    @cached_property
    def weeks(self) -> int:
        """How many weeks before and after a step are counted."""
        return number(self.case.municipality.packs, "change-weeks").on(today())

    @cached_property
    def steps(self) -> list[CaseStep]:
        """What was done with the case, the earliest first."""
        return list(self.case.steps.select_related("by").order_by("at", "pk"))

    @cached_property
    def span(self) -> Stretch:
        """From some weeks before the case began until today, or some weeks after it was closed."""
        around = timedelta(weeks=self.weeks)
        last = today() if self.case.open else min(day_of(self.steps[-1]) + around, today())
        return Stretch(day_of(self.steps[0]) - around, last)

    @cached_property
    def parts(self) -> list[Stretch]:
        """That time in weeks, or in months."""
        return divided(self.span.first, self.span.last)

    @cached_property
    def happened(self) -> list[Happening]:
        """All that is counted, in order."""
        first, last = self.parts[0].first, min(self.parts[-1].last, today())
        return sorted([*self._days(first, last), *self._contacts(first, last)], key=_in_order)

    def _days(self, first: date, last: date) -> list[Happening]:
        years = range(school_year_of(first).year, school_year_of(last).year + 1)
        views = (view for year in years for view in pupil_year(self.case.pupil, year).days)
        return [one for one in days_spent(views) if first <= one.day <= last]

    def _contacts(self, first: date, last: date) -> list[Happening]:
        begin = datetime.combine(first, time(), JST)
        end = datetime.combine(last + timedelta(days=1), time(), JST)
        rows = Contact.objects.standing().filter(pupil=self.case.pupil_id)
        found = []
        for one in rows.filter(at__gte=begin, at__lt=end):
            said = {
                "heard": one.child_heard,
                "seen": one.child_seen,
                "family": one.reached in FAMILY,
            }
            day = one.at.astimezone(JST).date()
            found += [Happening(day, what, str(one.pk)) for what, true in said.items() if true]
        return found


def day_of(step: CaseStep) -> date:
    """The day on which it was done."""
    return step.at.astimezone(JST).date()


def _in_order(one: Happening) -> tuple[date, str, str]:
    return one.day, one.what, one.key
