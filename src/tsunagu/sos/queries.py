"""Reads of SOS: those that are somebody's now, one of them, and a child's own."""

from datetime import timedelta
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Window
from django.db.models.functions import RowNumber

from tsunagu.access.actor import Actor, Scope
from tsunagu.access.enums import CLASS_ROLES
from tsunagu.access.policy import Deed, allowed, may, require
from tsunagu.clock import now, today
from tsunagu.doors.actions import own_scope
from tsunagu.doors.models import PictureDoor
from tsunagu.school.models import Enrolment, Pupil
from tsunagu.sos.desk import Case, Desk
from tsunagu.sos.models import KeptFrom, Sos, SosStep

BACK = timedelta(days=28)
"""How long one that is at its end can still be looked up by who had it, and by the child; ours."""

RECEIPT = timedelta(hours=12)
"""How long a tablet's receipt tells how one stands: other children use the tablet too; ours."""

EDGE = 10
"""Of nameless ones of a place that nobody has read, so many of the oldest and of the newest are
looked at; the others come up as these are read, so that no flood closes the page; ours."""

Place = tuple[UUID | None, UUID | None]
"""School and class."""


def reads(desk: Desk, case: Case, actor: Actor) -> bool:
    """May somebody read it: whoever it has come to, and for the board whoever is on duty?"""
    if actor.person is None:
        return False
    person = actor.person.pk
    told = set(case.told)
    if case.duty and person in desk.on_duty and person not in desk.kept(case.sos):
        told.add(person)
    scope = Scope(
        municipality=case.sos.municipality_id,
        school=case.sos.school_id,
        team=frozenset(told),
        board=person in told,
    )
    return person in told and may(actor, Deed.SEE_SOS, scope)


def of_actor(actor: Actor) -> list[Case]:
    """Those that have come to somebody and are not at their end, who waited longest first."""
    rows = _near(actor).filter(closed_at=None)
    return _read(actor, rows.filter(_within(rows)).order_by("at", "pk"))


def beyond_of(actor: Actor) -> dict[Place, int]:
    """How many nameless ones of a place are not looked at yet, but for those kept from somebody."""
    rows = _near(actor).filter(closed_at=None)
    rest = _not_kept(actor, rows.exclude(_within(rows)))
    if not allowed(actor, Deed.SEE_SOS).board:
        rest = rest.filter(outside=False)
    found = rest.order_by().values_list("school", "classroom").annotate(Count("pk"))
    return {(school, room): number for school, room, number in found}


def _unread() -> Q:
    """Nameless, and no adult has done anything yet: all that a flood can make."""
    done = SosStep.objects.filter(sos=OuterRef("pk"), by__isnull=False)
    return Q(pupil=None) & ~Q(Exists(done))


def _within(rows: QuerySet[Sos]) -> Q:
    """Those that are looked at: all but what lies between the edges of a flood."""
    place = [F(one) for one in ("school", "classroom", "not_homeroom", "outside")]
    oldest = Window(RowNumber(), partition_by=place, order_by=["at", "pk"])
    newest = Window(RowNumber(), partition_by=place, order_by=["-at", "-pk"])
    unread = _unread()
    ranked = rows.filter(unread).order_by().annotate(oldest=oldest, newest=newest)
    edges = ranked.filter(Q(oldest__lte=EDGE) | Q(newest__lte=EDGE))
    return ~unread | Q(pk__in=edges.values("pk"))


def ended(actor: Actor) -> list[Case]:
    """Those at their end lately in which somebody took part, newest first."""
    rows = _near(actor).filter(closed_at__gt=now() - BACK)
    return _read(actor, rows.order_by("-closed_at", "pk"))


def one_of(actor: Actor, key: UUID) -> tuple[Desk, Case] | None:
    """One that has come to somebody.

    Looked for among all near them, so that what is not theirs is answered like what is not there.
    """
    near = _near(actor).filter(_lately())
    desk = Desk(actor.municipality, near.filter(_within(near) | Q(pk=key)))
    found = [case for case in desk.cases() if reads(desk, case, actor) and case.sos.pk == key]
    return (desk, found[0]) if found else None


def _lately() -> Q:
    """Those open, or at their end lately."""
    return Q(closed_at=None) | Q(closed_at__gt=now() - BACK)


def _near(actor: Actor) -> QuerySet[Sos]:
    """Those at the places where somebody could read one."""
    places = allowed(actor, Deed.SEE_SOS)
    rows = Sos.objects.filter(municipality=actor.municipality)
    if not places.board:
        rows = rows.filter(school__in=map(str, places.teams))
    return rows.select_related("school", "classroom", "pupil", "wanted")


def ticking(actor: Actor, on_paper: bool) -> QuerySet[Sos]:
    """Those that tick themselves as a sign to somebody: never to whom the child wants it kept from.

    Where the child wants somebody outside school, to nobody; on paper, none that is kept.
    """
    rows = Sos.objects.filter(municipality=actor.municipality, pupil__isnull=False, outside=False)
    return rows.filter(not_homeroom=False) if on_paper else _not_kept(actor, rows)


def _not_kept(actor: Actor, rows: QuerySet[Sos]) -> QuerySet[Sos]:
    """Those that are not kept from somebody: as homeroom teacher when sent, or since."""
    if actor.person is None:
        return rows.filter(not_homeroom=False)
    theirs = Q(classroom__in=_rooms(actor)) | Q(pupil__in=_taught(actor).values("pupil"))
    kept = KeptFrom.objects.filter(person=actor.person)
    return rows.exclude(Q(not_homeroom=True) & theirs).exclude(pk__in=kept.values("sos"))


def kept_of(actor: Actor) -> QuerySet[Sos]:
    """Those of known children that are kept from somebody, whatever other role they hold."""
    rows = Sos.objects.filter(pupil__isnull=False, not_homeroom=True)
    theirs = Q(classroom__in=_rooms(actor)) | Q(pupil__in=_taught(actor).values("pupil"))
    kept = KeptFrom.objects.filter(person=actor.person)
    return rows.filter(theirs | Q(pk__in=kept.values("sos")))


def keeping_from(actor: Actor) -> QuerySet[Pupil]:
    """The children of whom somebody reads nothing that was kept: their teacher, now or then."""
    kept = KeptFrom.objects.filter(person=actor.person, sos__pupil__isnull=False)
    asked = Q(pk__in=kept.values("sos__pupil"))
    return Pupil.objects.filter(asked | Q(pk__in=_taught(actor).values("pupil")))


def _rooms(actor: Actor) -> list[UUID | None]:
    return [held.classroom for held in actor.held if held.kind in CLASS_ROLES]


def _taught(actor: Actor) -> QuerySet[Enrolment]:
    return Enrolment.objects.on(today()).filter(classroom__in=_rooms(actor))


def _read(actor: Actor, rows: QuerySet[Sos]) -> list[Case]:
    found = list(rows)
    if not found:
        return []
    desk = Desk(actor.municipality, found)
    return [case for case in desk.cases() if reads(desk, case, actor)]


def own(by: Actor, *, by_account: bool) -> list[Case]:
    """What a child sent, newest first, with how it stands. Raises `Denied`.

    A homeroom teacher can hand out new pictures and come in by them: what the child keeps from the
    teacher and sent before them shows to who comes in by the school account alone.
    """
    require(by, Deed.SEND_SOS, own_scope(by))
    rows = Sos.objects.filter(_lately(), pupil=by.pupil).select_related("school", "classroom")
    if not by_account:
        given = PictureDoor.objects.filter(pupil=by.pupil).values("at")
        rows = rows.exclude(not_homeroom=True, at__lt=Subquery(given))
    return Desk(by.municipality, rows.order_by("-at", "-pk")).cases()


def by_receipt(key: UUID) -> Case | None:
    """The one of a receipt that nobody signed in for; it tells for some hours how that stands."""
    rows = Sos.objects.filter(key=key, pupil=None, at__gt=now() - RECEIPT)
    found = rows.select_related("municipality", "school", "classroom").first()
    return Desk(found.municipality, [found]).case(found) if found else None
