"""A request to the board's division from a case: what the school asks for, and what came of it."""

from datetime import date

from django.db import models

from tsunagu.access.actor import Actor
from tsunagu.access.policy import Deed, allowed
from tsunagu.cases.models.at_the_board import AtTheBoard
from tsunagu.cases.models.cases import Case
from tsunagu.cases.models.step import Step
from tsunagu.cases.request_enums import ENDED, RequestMove, RequestState
from tsunagu.clock import JST
from tsunagu.org.models import Municipality, Person
from tsunagu.packs.loader import phrases

KINDS = "division.request"
"""The group of the packs' phrases that name what can be asked for."""


def request_kinds(city: Municipality, on: date) -> dict[str, tuple[str, str]]:
    """What can be asked for on a day: by id the words for it, and what to write."""
    found = phrases(city.packs, KINDS, on)
    return {one.id: (one.label, one.text) for one in found}


class DivisionRequestQuerySet(models.QuerySet["DivisionRequest"]):
    """Filters on requests to the division."""

    def visible_to(self, actor: Actor, deed: Deed) -> "DivisionRequestQuerySet":
        """Those of cases to which the table lets the actor do the deed: the school's side."""
        return self.filter(case__in=Case.objects.visible_to(actor, deed).values("pk"))

    def received_by(self, actor: Actor, deed: Deed) -> "DivisionRequestQuerySet":
        """Those that were sent to the board at which the actor works: the board's side."""
        if not allowed(actor, deed).everywhere:
            return self.none()
        return self.filter(municipality=actor.municipality, sent_at__isnull=False)

    def open(self) -> "DivisionRequestQuerySet":
        """Those in which something is owed."""
        return self.exclude(state__in=ENDED)


class DivisionRequest(AtTheBoard):
    """What a school asks of the board's division for a child, sent with a manager's word.

    The board reads the child by initials: nothing there leads to the pupil. `due` is by when the
    next step is owed, `on` the day that was settled.
    """

    over = ENDED
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="requests")
    kind = models.CharField("頼むこと", max_length=100)
    text = models.TextField("頼みたいこと")
    state = models.CharField("状態", max_length=10, choices=RequestState)
    on = models.DateField("決めた日", null=True)
    adviser = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("管理職に出した時刻")
    sent_at = models.DateTimeField("送った時刻", null=True)

    objects = DivisionRequestQuerySet.as_manager()

    class Meta(AtTheBoard.Meta):
        ordering = ["-at", "pk"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d} {self.state}"

    @property
    def label(self) -> str:
        """What is asked for, in the packs' words of the day on which it was asked."""
        known = request_kinds(self.municipality, self.at.astimezone(JST).date())
        return known.get(self.kind, (self.kind, ""))[0]


class DivisionRequestStep(Step):
    """One thing done about a request; never changed, so that all of it can be read in order."""

    request = models.ForeignKey(DivisionRequest, on_delete=models.CASCADE, related_name="steps")
    move = models.CharField("したこと", max_length=10, choices=RequestMove)
    on = models.DateField("日", null=True)
    adviser = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
