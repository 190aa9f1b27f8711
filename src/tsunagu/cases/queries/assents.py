"""What a conference decided, and nobody has asked the child or a guardian about."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, Subquery

from tsunagu.access.actor import Actor
from tsunagu.access.policy import Deed
from tsunagu.cases.case_enums import CaseState
from tsunagu.cases.conference_enums import Assents, ConferenceState, Whose
from tsunagu.cases.models import Assent, Case, Conference
from tsunagu.cases.queries.cases import ALWAYS, NEVER, SOON, moved, turn
from tsunagu.clock import plus_working_days, today
from tsunagu.packs.overtime import number
from tsunagu.prepared import Prepared

_SAID = Assent.objects.filter(conference=OuterRef("pk")).order_by("-on", "-at", "pk")
_HELD = Conference.objects.filter(case=OuterRef("case"), state=ConferenceState.HELD)
_NEWEST = _HELD.order_by("-day", "-held_at", "pk")
_UNASKED = (
    Conference.objects.filter(pk=Subquery(_NEWEST.values("pk")[:1]))
    .exclude(case__state=CaseState.CLOSED)
    .annotate(
        tried=Subquery(_SAID.filter(answer=Assents.NOT_ASKED).values("on")[:1]),
        child=Subquery(_SAID.filter(whose=Whose.CHILD).values("answer")[:1]),
        guardian=Subquery(_SAID.filter(whose=Whose.GUARDIAN).values("answer")[:1]),
    )
    .filter(
        Q(child=None)
        | Q(child=Assents.NOT_ASKED)
        | Q(guardian=None)
        | Q(guardian=Assents.NOT_ASKED)
    )
)
"""Of each open case the conference held last, where one of both has not been asked about it."""
_UNASKED_AT = Prepared(
    lambda schools: _UNASKED.filter(case__school__in=schools).values_list("pk"), [UUID]
)


@dataclass(frozen=True)
class Unasked:
    """A case's last conference, whom nobody has asked about it, and by when somebody does."""

    conference: Conference
    whom: str
    due: date

    @property
    def overdue(self) -> bool:
        """Is it past its day?"""
        return self.due < today()


def unasked(actor: Actor) -> list[Unasked]:
    """Where it is the actor's turn to see to it: the coordinator's, past its day one's further up.

    Who could not be asked, with the reason, is asked by so many days later. What a later conference
    decided stands in the place of what was decided before; of who has moved nobody asks here.
    """
    if not _UNASKED_AT({held.organisation for held in actor.held}):
        return []
    cases = Case.objects.visible_to(actor, Deed.WRITE_CASE)
    rows = _UNASKED.filter(case__in=cases.filter(turn(actor, late=ALWAYS)).values("pk"))
    rows = rows.annotate(moved=moved("case__pupil", "case__school")).filter(moved=False)
    mine = Exists(Case.objects.filter(turn(actor, late=NEVER), pk=OuterRef("case")))
    read = rows.annotate(mine=mine).select_related("case__pupil", "municipality")
    soon = plus_working_days(today(), SOON)
    found = ((_of(row), row.mine) for row in read)
    return [one for one, mine in found if one.overdue or (mine and one.due <= soon)]


def _of(row: Any) -> Unasked:
    days = number(row.municipality.packs, "assent-days").on(today())
    answers = ((Whose.CHILD, row.child), (Whose.GUARDIAN, row.guardian))
    whom = [str(one.label) for one, said in answers if said in (None, Assents.NOT_ASKED)]
    return Unasked(row, "・".join(whom), plus_working_days(row.tried or row.day, days))
