"""How much of sharing outside waits for somebody."""

from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from tsunagu.access.actor import Actor
from tsunagu.access.policy import Deed, may_somewhere
from tsunagu.cases.enums import State
from tsunagu.cases.models import NoteRead, Report, Share
from tsunagu.cases.queries.answered import declines_to_read, reports_to_read
from tsunagu.cases.queries.lists import stopped, to_answer, to_confirm
from tsunagu.cases.queries.notes import unread
from tsunagu.prepared import Prepared


def waiting_pupils(actor: Actor) -> int:
    """How many pupils are in what waits: to confirm, to answer, to read, and what stands still.

    Everybody's day asks this. For most, that nothing of the kind is open where they work is the
    whole answer, by SQL written once: to build the queries takes longer than to run them.
    """
    waiting: list[QuerySet[Any, Any]] = []
    manages = may_somewhere(actor, Deed.CONFIRM_SHARE)
    answers = may_somewhere(actor, Deed.ANSWER_SHARE)
    person = actor.person
    here = {held.organisation for held in actor.held} if manages or answers else set()
    if person is not None and (_NOTED(person.pk) or _NOTED_HERE(here) or _NOTED_THERE(here)):
        waiting.append(unread(actor).values("note__share"))
    if person is not None and (_REPORTED(person.pk) or (manages and _REPORTED_HERE(here))):
        waiting.append(reports_to_read(actor).values("share"))
    if person is not None and (_DECLINED(person.pk) or (manages and _DECLINED_HERE(here))):
        waiting.append(declines_to_read(actor).values("pk"))
    if manages and _GOING_HERE(here):
        waiting += [to_confirm(actor).values("pk"), stopped(actor).values("pk")]
    if answers and _OFFERED_THERE(here):
        waiting.append(to_answer(actor).values("pk"))
    if not waiting:
        return 0
    where = reduce(or_, (Q(pk__in=shares.order_by()) for shares in waiting))
    return Share.objects.filter(where).order_by().values("pupil").distinct().count()


_NOTED = Prepared(
    lambda person: NoteRead.objects.filter(person=person, at__isnull=True).values_list("note"), UUID
)
_REPORTED = Prepared(
    lambda person: Report.objects.filter(share__asked_by=person, read_at__isnull=True).values_list(
        "share"
    ),
    UUID,
)
_DECLINED = Prepared(
    lambda person: Share.objects.filter(
        asked_by=person, state=State.DECLINED, decline_read_at__isnull=True
    ).values_list("pk"),
    UUID,
)

_OPEN_NOTES = NoteRead.objects.filter(at__isnull=True)
_UNREAD = Report.objects.filter(read_at__isnull=True)
_UNHEARD = Share.objects.filter(state=State.DECLINED, decline_read_at__isnull=True)
_GOING = Share.objects.filter(state__in=(State.WAITING, State.OFFERED, State.ACCEPTED))
_NOTED_HERE = Prepared(
    lambda here: _OPEN_NOTES.filter(note__share__school__in=here).values_list("note"), [UUID]
)
_NOTED_THERE = Prepared(
    lambda here: _OPEN_NOTES.filter(note__share__receiver__in=here).values_list("note"), [UUID]
)
_REPORTED_HERE = Prepared(
    lambda here: _UNREAD.filter(share__school__in=here).values_list("share"), [UUID]
)
_DECLINED_HERE = Prepared(lambda here: _UNHEARD.filter(school__in=here).values_list("pk"), [UUID])
_GOING_HERE = Prepared(lambda here: _GOING.filter(school__in=here).values_list("pk"), [UUID])
_OFFERED_THERE = Prepared(
    lambda here: Share.objects.filter(state=State.OFFERED, receiver__in=here).values_list("pk"),
    [UUID],
)
