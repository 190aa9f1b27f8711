"""A consultation: one sheet on its way from the school to the board's answer, step by step."""

from django.db import models

from tsunagu.access.actor import Actor
from tsunagu.access.policy import Deed, allowed
from tsunagu.cases.enums import OVER, ConsultationMove, ConsultationState
from tsunagu.cases.models.at_the_board import AtTheBoard
from tsunagu.cases.models.step import Step
from tsunagu.forms.enums import SheetState
from tsunagu.forms.models import Sheet
from tsunagu.org.models import Person
from tsunagu.school.models import School


class ConsultationQuerySet(models.QuerySet["Consultation"]):
    """Filters on consultations."""

    def visible_to(self, actor: Actor, deed: Deed) -> "ConsultationQuerySet":
        """Those about pupils to whom the table lets the actor do the deed: the school's side."""
        sheets = Sheet.objects.visible_to(actor, deed)
        return self.filter(municipality=actor.municipality, sheet__in=sheets.values("pk"))

    def received_by(self, actor: Actor, deed: Deed) -> "ConsultationQuerySet":
        """Those that were sent to the board at which the actor works: the board's side."""
        if not allowed(actor, deed).everywhere:
            return self.none()
        return self.filter(municipality=actor.municipality, sent_at__isnull=False)

    def open(self) -> "ConsultationQuerySet":
        """Those in which something is owed."""
        return self.exclude(state__in=OVER)


class Consultation(AtTheBoard):
    """One consultation sheet from the manager's signature to what was agreed.

    The board reads of it what the sheet says, the child by initials: nothing there leads to the
    pupil. `due` is by when the next step is owed. It ends by being closed or withdrawn.
    """

    over = OVER
    sheet = models.OneToOneField(Sheet, on_delete=models.CASCADE, related_name="consultation")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    """Which school asked."""
    state = models.CharField("状態", max_length=10, choices=ConsultationState)
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("管理職に出した時刻")
    sent_at = models.DateTimeField("送った時刻", null=True)
    adviser = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    objects = ConsultationQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d} {self.state}"

    @property
    def readable(self) -> bool:
        """May the board still read the sheet? Not one that the school has taken back."""
        return self.sheet.state == SheetState.COMPLETE


class ConsultationStep(Step):
    """One thing done in a consultation; never changed, so that all of it can be read in order.

    `on` is the day agreed for a visit or a conference, `adviser` who was asked to answer.
    """

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="steps")
    move = models.CharField("したこと", max_length=10, choices=ConsultationMove)
    on = models.DateField("日", null=True)
    adviser = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
