"""Follow-up slips (不登校解消対策個票): the board's call, each school's turn, each slip's way."""

from django.db import models
from django.db.models import Q

from tsunagu.access.actor import Actor
from tsunagu.access.policy import Deed, allowed
from tsunagu.cases.enums import SLIP_OVER, FollowUpMove, FollowUpState
from tsunagu.cases.models.at_the_board import AtTheBoard
from tsunagu.cases.models.step import Step
from tsunagu.clock import today
from tsunagu.forms.enums import SheetState
from tsunagu.forms.models import Sheet
from tsunagu.org.models import Municipal, Person
from tsunagu.school.models import School


class SlipCall(Municipal):
    """The board asks schools for the slips of their children, by a day.

    It ends by itself when every school has handed in, or when the board ends it.
    """

    text = models.TextField("求めること")
    due = models.DateField("提出の期限")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("求めた時刻")
    ended_at = models.DateTimeField("終えた時刻", null=True)

    def __str__(self) -> str:
        return f"{self.due:%Y-%m-%d}"


class SlipTurnQuerySet(models.QuerySet["SlipTurn"]):
    """Filters on schools' turns."""

    def visible_to(self, actor: Actor, deed: Deed) -> "SlipTurnQuerySet":
        """Those of schools in which the table lets the actor do the deed."""
        places = allowed(actor, deed)
        rows = self.filter(municipality=actor.municipality)
        return rows if places.everywhere else rows.filter(Q(school__in=places.schools))

    def owing(self) -> "SlipTurnQuerySet":
        """Those in which nothing has been handed in, of calls that the board has not ended."""
        return self.filter(handed_in_at__isnull=True, call__ended_at__isnull=True)


class SlipTurn(Municipal):
    """One school's turn in a call: handed in once, even where there is no child to tell of."""

    call = models.ForeignKey(SlipCall, on_delete=models.CASCADE, related_name="turns")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    handed_in_at = models.DateTimeField("出した時刻", null=True)
    handed_in_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )

    objects = SlipTurnQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["call", "school"], name="slip_turn_once_a_school"),
            models.CheckConstraint(
                condition=Q(handed_in_at__isnull=True, handed_in_by__isnull=True)
                | Q(handed_in_at__isnull=False, handed_in_by__isnull=False),
                name="slip_turn_handed_in_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.handed_in_at or ''}"

    @property
    def owing(self) -> bool:
        """Does the school still owe it?"""
        return self.handed_in_at is None and self.call.ended_at is None

    @property
    def overdue(self) -> bool:
        """Is it past the day that the board set?"""
        return self.owing and self.call.due < today()


class FollowUpQuerySet(models.QuerySet["FollowUp"]):
    """Filters on slips that were handed in."""

    def visible_to(self, actor: Actor, deed: Deed) -> "FollowUpQuerySet":
        """Those about pupils to whom the table lets the actor do the deed: the school's side."""
        sheets = Sheet.objects.visible_to(actor, deed)
        return self.filter(municipality=actor.municipality, sheet__in=sheets.values("pk"))

    def received_by(self, actor: Actor, deed: Deed) -> "FollowUpQuerySet":
        """Those handed in to the board at which the actor works."""
        rows = self.filter(municipality=actor.municipality)
        return rows if allowed(actor, deed).everywhere else rows.none()

    def open(self) -> "FollowUpQuerySet":
        """Those of which something is owed."""
        return self.exclude(state__in=SLIP_OVER)


class FollowUp(AtTheBoard):
    """One slip from the school's hand to the support that it led to.

    The board reads of it what the slip says, the child by initials. `due` is by when the next step
    is owed. It ends with the support noted, or by the school's taking the slip back.
    """

    over = SLIP_OVER
    turn = models.ForeignKey(SlipTurn, on_delete=models.CASCADE, related_name="follow_ups")
    sheet = models.OneToOneField(Sheet, on_delete=models.CASCADE, related_name="follow_up")
    state = models.CharField("状態", max_length=10, choices=FollowUpState)
    at = models.DateTimeField("出した時刻")

    objects = FollowUpQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d} {self.state}"

    @property
    def readable(self) -> bool:
        """May the board still read the slip? Not one that the school has taken back."""
        return self.sheet.state == SheetState.COMPLETE


class FollowUpStep(Step):
    """One thing done about a slip; never changed, so that all of it can be read in order."""

    follow_up = models.ForeignKey(FollowUp, on_delete=models.CASCADE, related_name="steps")
    move = models.CharField("したこと", max_length=10, choices=FollowUpMove)
