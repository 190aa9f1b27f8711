"""To whom what somebody has goes when they leave, where a person decides it."""

from django.db import models

from tsunagu.org.models import Municipal, Person
from tsunagu.response.enums import HandOnKind
from tsunagu.school.models import School


class HandOn(Municipal):
    """A task or a draft goes to a person from the day after `last`.

    It ends when that day has come and the thing is theirs, when it is taken back, or when the thing
    is no longer there; what nothing is said of goes by the rule of owners alone.
    """

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="+")
    last = models.DateField("最後の日")
    kind = models.CharField("もの", max_length=5, choices=HandOnKind)
    about = models.UUIDField("その仕事か下書き")
    to = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "about"], name="hand_on_once_a_thing"),
        ]

    def __str__(self) -> str:
        return f"{self.last:%Y-%m-%d} {self.kind}"


class TurnoverDone(Municipal):
    """A manager looked through a change of staff and found nothing left without an owner."""

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="+")
    last = models.DateField("最後の日")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("完了とした時刻")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["school", "last"], name="turnover_done_once"),
        ]

    def __str__(self) -> str:
        return f"{self.last:%Y-%m-%d}"
