"""Contacts that come to somebody by an agreement who ends no tasks of the child's."""

from tsunagu.access.actor import Actor
from tsunagu.access.policy import Deed
from tsunagu.clock import today
from tsunagu.response.enums import Status, TaskKind
from tsunagu.response.models import Task, TaskQuerySet
from tsunagu.response.staff import ANSWERING, KEEPING
from tsunagu.school.models import Pupil


def agreed_contacts(actor: Actor) -> TaskQuerySet:
    """Those of the actor's that are not on the desk (`owed`), the first due first.

    A contact on record answers them, which anybody at the school may write.
    """
    person = actor.person
    if person is None or not actor.kinds & (KEEPING - ANSWERING):
        return Task.objects.none()
    seen = Pupil.objects.visible_to(actor, Deed.SEE_PUPIL, on=today())
    theirs = Task.objects.filter(
        handed_to=person, kind=TaskKind.CONTACT, pupil__in=seen.values("pk")
    )
    on_the_desk = Task.objects.visible_to(actor, Deed.END_TASK).filter(handed_to=person)
    mine = theirs.filter(status=Status.HANDED_OVER).exclude(pk__in=on_the_desk.values("pk"))
    return mine.order_by("due", "day", "pk")
