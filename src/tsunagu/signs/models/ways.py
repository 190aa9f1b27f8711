"""What a municipality decides about the ways of noticing that its packs offer."""

from django.db import models
from django.db.models import Q

from tsunagu.org.models import Municipal, Person


class NoticingChoice(Municipal):
    """From a day on a way of noticing is used or not, as somebody at the board decided, and why.

    Rows are only ever added: of those whose day has come the latest decides, and of several from
    one day the one written last. Where there is none the packs decide.
    """

    noticing = models.CharField("気づき方", max_length=100)
    on = models.BooleanField("使う")
    valid_from = models.DateField("この日から")
    why = models.CharField("わけ", max_length=500)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField("書いた時刻")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(why=""), name="noticing_choice_with_why"),
        ]

    def __str__(self) -> str:
        return f"{self.noticing} {self.valid_from:%Y-%m-%d} {self.on}"
