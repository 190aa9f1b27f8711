"""The contacts that someone may make by telephone today."""

from django.db.models import Q

from tsunagu.access.actor import Actor
from tsunagu.access.policy import Deed, allowed
from tsunagu.attendance.models import Notice
from tsunagu.clock import today
from tsunagu.response.enums import OF_A_CONTACT, OWED
from tsunagu.response.models import Task, TaskQuerySet
from tsunagu.response.queries.owed import Desk


def schools_called(actor: Actor) -> frozenset[object]:
    """Schools whose every call the person may make: the office, the managers and the leads."""
    knows = allowed(actor, Deed.SEE_GUARDIAN).schools
    return knows & allowed(actor, Deed.RECORD_CONTACT).schools


def calls(own: Desk) -> TaskQuerySet:
    """The contacts that the person owes, and all those of a school whose calls they may make.

    Left out is every pupil whose whereabouts are known: nobody rings or visits the home for it.
    """
    mine = Q(pk__in=own.owed().values("pk"))
    theirs = Q(status__in=OWED, school__in=schools_called(own.actor))
    calls = Task.objects.visible_to(own.actor, Deed.SEE_GUARDIAN).filter(mine | theirs)
    calls = calls.exclude(pupil__in=Notice.objects.whereabouts_known(today()).values("pupil"))
    order = ("due", "day", "classroom", "pupil", "id")
    return calls.filter(kind__in=OF_A_CONTACT).order_by(*order)
