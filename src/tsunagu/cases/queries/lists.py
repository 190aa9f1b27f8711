"""Lists of shares and notes, each side's own."""

from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from tsunagu.access.actor import Actor
from tsunagu.access.policy import Deed, allowed, may_somewhere
from tsunagu.cases.enums import Basis, State
from tsunagu.cases.models import Note, NoteRead, Share, ShareQuerySet
from tsunagu.clock import today
from tsunagu.prepared import Prepared
from tsunagu.school.models import Enrolment

READ_WITH = ("pupil", "receiver", "consent", "asked_by", "municipality")


def received(actor: Actor) -> ShareQuerySet:
    """What the actor's agencies were offered or have taken, while it lives; newest first.

    Sections, notes and reports are another question: whether it is in force (`Standing`).
    """
    known = Share.objects.received_by(actor, Deed.SEE_SHARED).live(today())
    known = known.filter(state__in=[State.OFFERED, State.ACCEPTED])
    known = known.select_related(*READ_WITH).prefetch_related("pupil__guardians")
    return known.order_by("-asked_at", "pk")


def to_answer(actor: Actor) -> ShareQuerySet:
    """What the actor's agencies were offered and have not answered."""
    return received(actor).filter(state=State.OFFERED)


def to_confirm(actor: Actor) -> ShareQuerySet:
    """What waits for a manager such as the actor, who did not ask for it."""
    shares = Share.objects.visible_to(actor, Deed.CONFIRM_SHARE).live(today())
    waiting = shares.filter(state=State.WAITING).exclude(asked_by=actor.person)
    return waiting.select_related(*READ_WITH).order_by("asked_at", "pk")


def endable(actor: Actor) -> ShareQuerySet:
    """Shares that the actor can end for the school that asked, wherever the child is now.

    A manager there ends any; others what they asked for about children who are or were theirs.
    """
    asks, known = allowed(actor, Deed.ASK_SHARE), allowed(actor, Deed.SEE_PROTECTION)
    taught = (
        Enrolment.objects.home().filter(classroom__in=map(str, asks.classrooms)).values("pupil")
    )
    own = Q(school__in=map(str, asks.schools)) | Q(pupil__in=taught)
    ends = Q(school__in=map(str, allowed(actor, Deed.END_SHARE).schools))
    told = ~Q(basis=Basis.PROTECTION_NETWORK) | Q(school__in=map(str, known.schools))
    shares = Share.objects.filter(told, municipality=actor.municipality)
    return shares.filter(ends | own & Q(asked_by=actor.person))


def stopped(actor: Actor) -> ShareQuerySet:
    """What stands still since the child left the school, for who can end it."""
    rows = endable(actor).stopped(today()).select_related(*READ_WITH)
    return rows.order_by("asked_at", "pk")


def unread(actor: Actor) -> QuerySet[NoteRead]:
    """Notes addressed to the actor and not yet read, on shares in force; oldest first."""
    if actor.person is None:
        return NoteRead.objects.none()
    now = today()
    ours = Share.objects.received_by(actor, Deed.WRITE_NOTE).in_force(now)
    theirs = Share.objects.visible_to(actor, Deed.WRITE_NOTE).in_force(now)
    on_them = Q(note__share__in=ours.values("pk")) | Q(note__share__in=theirs.values("pk"))
    mine = NoteRead.objects.filter(on_them, person=actor.person, at__isnull=True)
    shares = Share.objects.placed(now).select_related(*READ_WITH)
    with_shares = mine.select_related("note__by").prefetch_related(Prefetch("note__share", shares))
    return with_shares.order_by("note__at", "pk")


def told_notes(share: Share, actor: Actor) -> QuerySet[Note]:
    """The notes on a share that the actor wrote or is named on; nobody reads another's."""
    mine = NoteRead.objects.filter(person=actor.person).values("note")
    notes = share.notes.filter(Q(by=actor.person) | Q(pk__in=mine))
    readers = NoteRead.objects.select_related("person").order_by("person__kana", "pk")
    return notes.select_related("by").prefetch_related(Prefetch("readers", readers)).order_by("-at")


def waiting_pupils(actor: Actor) -> int:
    """How many pupils are in what waits for the actor: to confirm, offers, notes, stopped.

    Everybody's day asks this; for most, that nobody wrote to them is the whole answer.
    """
    waiting: list[QuerySet[Any, Any]] = []
    if actor.person is not None and _NOTED(actor.person.pk):
        waiting.append(unread(actor).values("note__share"))
    if may_somewhere(actor, Deed.CONFIRM_SHARE):
        waiting += [to_confirm(actor).values("pk"), stopped(actor).values("pk")]
    if may_somewhere(actor, Deed.ANSWER_SHARE):
        waiting.append(to_answer(actor).values("pk"))
    if not waiting:
        return 0
    where = reduce(or_, (Q(pk__in=shares.order_by()) for shares in waiting))
    return Share.objects.filter(where).order_by().values("pupil").distinct().count()


_NOTED = Prepared(
    lambda person: NoteRead.objects.filter(person=person, at__isnull=True).values_list("note"), UUID
)
