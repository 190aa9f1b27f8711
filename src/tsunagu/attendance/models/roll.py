"""Roll calls: that a class's roll of a day was taken, by whom."""

from django.db import models

from tsunagu.attendance.enums import Origin
from tsunagu.attendance.models.lean import Lean
from tsunagu.intake.models import ImportRun
from tsunagu.org.models import Person
from tsunagu.school.models import Classroom, School


class RollCall(Lean):
    """A class's roll on a class day. Where there is none, nobody was present or absent."""

    school = models.ForeignKey(
        School, on_delete=models.CASCADE, related_name="roll_calls", db_index=False
    )
    classroom = models.ForeignKey(
        Classroom, on_delete=models.CASCADE, related_name="roll_calls", db_index=False
    )
    day = models.DateField("日")
    taken_at = models.DateTimeField("とった時刻")
    taken_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    origin = models.CharField(max_length=10, choices=Origin, default=Origin.SCREEN)
    run = models.ForeignKey(
        ImportRun, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    version = models.IntegerField(default=1)
    why = models.TextField("あとからとった理由", blank=True, default="")

    class Meta:
        indexes = [models.Index(fields=["school", "day"])]
        constraints = [
            models.UniqueConstraint(fields=["classroom", "day"], name="roll_call_once_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d}"
