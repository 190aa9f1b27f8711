"""The team of a child's open cases, as those who write its sheets along."""

from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from tsunagu.cases.case_enums import CaseState
from tsunagu.cases.models import Member
from tsunagu.cases.models.cases import MemberQuerySet
from tsunagu.clock import today
from tsunagu.forms.teams import Teams


def _at_work() -> MemberQuerySet:
    """The people of the teams that are at work today: a closed case has none."""
    rows = Member.objects.on(today()).filter(person__isnull=False)
    return rows.exclude(case__state=CaseState.CLOSED)


def _sheets(person: UUID) -> Q:
    """A condition on sheets: on a child whose team somebody is in, at the school that leads it."""
    led = {"case__pupil": OuterRef("pupil"), "case__school": OuterRef("school")}
    return Q(Exists(_at_work().filter(person=person, **led)))


def _members(pupil: UUID, school: UUID) -> frozenset[UUID]:
    rows = _at_work().filter(case__pupil=pupil, case__school=school)
    return frozenset(key for key in rows.values_list("person", flat=True) if key)


TEAMS = Teams(_sheets, _members)
