"""What became of each step of a case's own procedure."""

from django.db import models

from tsunagu.cases.case_enums import StepOutcome
from tsunagu.cases.models.cases import Case
from tsunagu.org.models import Municipal, Person


class ProcedureRecord(Municipal):
    """What became of a step, never changed: of the records of one step the newest holds."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="procedure")
    step = models.CharField("手順", max_length=100)
    outcome = models.CharField("どうなったか", max_length=12, choices=StepOutcome)
    on = models.DateField("した日", null=True)
    text = models.TextField("内容・わけ")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("記録した時刻")

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.step} {self.outcome}"
