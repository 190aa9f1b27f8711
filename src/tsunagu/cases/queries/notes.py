"""Notes on shares: whom they are for, and for whom those are whose reader has left."""

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from tsunagu.access.actor import Actor
from tsunagu.access.enums import AGENCY_ROLES
from tsunagu.access.models import Role
from tsunagu.access.policy import Deed
from tsunagu.cases.models import Note, NoteRead, Share, ShareQuerySet
from tsunagu.cases.people import answered_by, let_at_school
from tsunagu.cases.queries.lists import READ_WITH
from tsunagu.clock import today
from tsunagu.school.models import Enrolment


def unread(actor: Actor) -> QuerySet[NoteRead]:
    """Notes to the actor, or left to them, that are not yet read; oldest first."""
    if actor.person is None:
        return NoteRead.objects.none()
    now = today()
    ours = Share.objects.received_by(actor, Deed.WRITE_NOTE).in_force(now)
    theirs = Share.objects.visible_to(actor, Deed.WRITE_NOTE).in_force(now)
    on_them = Q(note__share__in=ours.values("pk")) | Q(note__share__in=theirs.values("pk"))
    mine = NoteRead.objects.filter(on_them, person=actor.person, at__isnull=True)
    both = Q(pk__in=mine.values("pk")) | Q(pk__in=left_unread(actor).values("pk"))
    shares = Share.objects.placed(now).select_related(*READ_WITH)
    rows = NoteRead.objects.filter(both).select_related("person", "note__by")
    with_shares = rows.prefetch_related(Prefetch("note__share", shares))
    return with_shares.order_by("note__at", "note", "pk")


def left_unread(actor: Actor) -> QuerySet[NoteRead]:
    """Notes to people of the actor's side who have left it, which nobody of it has read.

    They are for who is in charge there, and has the share before them anyway: who answers for the
    agency, the managers of the school.
    """
    received = Share.objects.received_by(actor, Deed.ANSWER_SHARE).in_force(today())
    agency = received.filter(receiver__in=answered_by(actor))
    managed = Share.objects.visible_to(actor, Deed.CONFIRM_SHARE).in_force(today())
    pupil = OuterRef(OuterRef("note__share__pupil"))
    rooms = Enrolment.objects.home().on(today()).filter(pupil=pupil)
    let = let_at_school(Deed.WRITE_NOTE, rooms.values("classroom"))
    left = _left(agency, "receiver", Q(kind__in=AGENCY_ROLES)) | _left(managed, "school", let)
    return NoteRead.objects.filter(left, at__isnull=True).exclude(note__by=actor.person)


def _left(shares: ShareQuerySet, side: str, at_work: Q) -> Q:
    """Notes on some shares to who was on a side of theirs and holds no such role there today."""
    place = f"note__share__{side}"
    ever = Role.objects.filter(organisation=OuterRef(place))
    theirs = ever.filter(person=OuterRef("person"))
    now = theirs.on(today()).of_staff_here().filter(at_work)
    read = NoteRead.objects.filter(note=OuterRef("note"), at__isnull=False)
    read_there = read.filter(person__roles__organisation=OuterRef(place))
    gone = Exists(theirs) & ~Exists(now) & ~Exists(read_there)
    return Q(gone, note__share__in=shares.values("pk"))


def told_notes(share: Share, actor: Actor) -> QuerySet[Note]:
    """The notes on a share that the actor wrote, is named on, or was left (`left`)."""
    mine = NoteRead.objects.filter(person=actor.person).values("note")
    left = left_unread(actor).filter(note=OuterRef("pk"))
    notes = share.notes.annotate(left=Exists(left))
    notes = notes.filter(Q(by=actor.person) | Q(pk__in=mine) | Q(left=True))
    readers = NoteRead.objects.select_related("person").order_by("person__kana", "pk")
    return notes.select_related("by").prefetch_related(Prefetch("readers", readers)).order_by("-at")
