"""The team of a child's open cases, as those who write its sheets along."""

from collections import defaultdict
from datetime import date
from uuid import UUID

from django.db.models import Q

from tsunagu.cases.case_enums import CaseState
from tsunagu.cases.models import Member
from tsunagu.cases.models.cases import MemberQuerySet
from tsunagu.clock import today
from tsunagu.forms.teams import Teams
from tsunagu.prepared import Prepared


def _at_work(day: date) -> MemberQuerySet:
    """Who is in the teams that are at work on a day: a closed case has none."""
    return Member.objects.on(day).exclude(case__state=CaseState.CLOSED)


_LED = Prepared(
    lambda day, person: (
        _at_work(day).filter(person=person).values_list("case__school", "case__pupil")
    ),
    date,
    UUID,
)
_AROUND = Prepared(
    lambda day, pupil, school: (
        _at_work(day)
        .filter(case__pupil=pupil, case__school=school, person__isnull=False)
        .values_list("person")
    ),
    date,
    UUID,
    UUID,
)


def _sheets(person: UUID) -> Q:
    """A condition on sheets: on a child whose team somebody is in, at the school that leads it."""
    children = defaultdict(set)
    for school, pupil in _LED(today(), person):
        children[school].add(pupil)
    found = Q(pk__in=[])
    for school, pupils in children.items():
        found |= Q(school=school, pupil__in=pupils)
    return found


def _members(pupil: UUID, school: UUID) -> frozenset[UUID]:
    return frozenset(person for (person,) in _AROUND(today(), pupil, school))


TEAMS = Teams(_sheets, _members)
