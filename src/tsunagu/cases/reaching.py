"""Sheets that schools sent to the board, as it prints them: no child or guardian is named."""

from collections.abc import Sequence

from django.db.models import Q, QuerySet

from tsunagu.access.actor import Actor
from tsunagu.access.policy import Deed, allowed
from tsunagu.cases.models import Consultation, FollowUp
from tsunagu.cases.queries.consultations import veiled_answers
from tsunagu.cases.queries.veils import Veils
from tsunagu.forms.bundles import Reaching
from tsunagu.forms.enums import SheetState
from tsunagu.forms.models import Sheet
from tsunagu.forms.printing.of_sheet import paper_by_initials
from tsunagu.forms.printing.paper import Paper


def _sent(actor: Actor) -> QuerySet[Sheet]:
    """The consultation sheets and slips that reached the board and were not taken back."""
    if not allowed(actor, Deed.PRINT_SHEETS).board:
        return Sheet.objects.none()
    asked = Consultation.objects.received_by(actor, Deed.SEE_CONSULTATION)
    slips = FollowUp.objects.received_by(actor, Deed.ASK_FOLLOW_UP)
    there = Q(consultation__in=asked) | Q(follow_up__in=slips)
    known = {"pupil__isnull": False, "school__isnull": False}
    return Sheet.objects.filter(there, state=SheetState.COMPLETE, **known)


def _papers(sheets: Sequence[Sheet]) -> list[Paper]:
    """Their paper; a school's names are read once for all."""
    veils, papers = Veils(), []
    for one in sheets:
        assert one.pupil is not None
        assert one.school is not None
        answers = veiled_answers(one, veils.of_child(one.pupil, one.school.pk))
        papers.append(paper_by_initials(one, answers))
    return papers


TO_THE_BOARD = Reaching(_sent, _papers)
