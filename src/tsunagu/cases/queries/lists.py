"""Lists of shares, each side's own."""

from datetime import timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from tsunagu.access.actor import Actor
from tsunagu.access.enums import MANAGERS
from tsunagu.access.models import Role
from tsunagu.access.policy import Deed, allowed
from tsunagu.cases.enums import Basis, State
from tsunagu.cases.models import Consent, Share, ShareQuerySet
from tsunagu.clock import today
from tsunagu.packs.overtime import number
from tsunagu.school.models import Enrolment, Pupil

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


def to_confirm_for_school(actor: Actor) -> ShareQuerySet:
    """What waits at schools where nobody but who asked is a manager, for the board's head.

    What is on the network's basis is not among it.
    """
    if not allowed(actor, Deed.CONFIRM_FOR_SCHOOL).everywhere:
        return Share.objects.none()
    managers = Role.objects.on(today()).of_staff_here().filter(kind__in=MANAGERS)
    others = managers.filter(organisation=OuterRef("school")).exclude(person=OuterRef("asked_by"))
    shares = Share.objects.told(protection=False).live(today()).filter(~Exists(others))
    waiting = shares.filter(municipality=actor.municipality, state=State.WAITING)
    theirs = waiting.exclude(asked_by=actor.person)
    return theirs.select_related(*READ_WITH, "school").order_by("asked_at", "pk")


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


def usable_consents(pupil: Pupil) -> QuerySet[Consent]:
    """A child's consents on which a share can rest: not withdrawn, nor too old; newest first."""
    days = number(pupil.municipality.packs, "consent-longest-days").on(today())
    given = Consent.objects.filter(pupil=pupil, withdrawn_at__isnull=True)
    young = given.filter(on__gt=today() - timedelta(days=days))
    return young.select_related("receiver", "by").order_by("-on", "pk")


def stopped(actor: Actor) -> ShareQuerySet:
    """What stands still since the child left the school, for who can end it."""
    rows = endable(actor).stopped(today()).select_related(*READ_WITH)
    return rows.order_by("asked_at", "pk")
