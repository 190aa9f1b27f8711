"""What a board decides about the ways of noticing that its packs offer, and tries beforehand."""

from django.db import models
from django.db.models import F, Q

from tsunagu.org.models import Municipal, Person
from tsunagu.signs.enums import TrialState


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


class NoticingTrial(Municipal):
    """What a way of noticing would have told in a past period, with these numbers: counts alone.

    `named` is how many children it would have named, `absent` how many of them were absent for
    long from then until `until`. It is counted school by school: `done` of `schools` so far.
    `turn` is the worker's that counts, none while it waits for one; `beat` when it last went on.
    """

    noticing = models.CharField("気づき方", max_length=100)
    days = models.PositiveSmallIntegerField("何日のあいだに")
    at_least = models.PositiveSmallIntegerField("いくつ以上")
    period = models.CharField("期間の名前", max_length=100)
    first = models.DateField("期間の始まり")
    last = models.DateField("期間の終わり")
    until = models.DateField("この日までの欠席を数える")
    named = models.PositiveIntegerField("名前が挙がった人数", default=0)
    absent = models.PositiveIntegerField("そのあと長く休んだ人数", default=0)
    done = models.PositiveIntegerField("数えた学校", default=0)
    schools = models.PositiveIntegerField("学校")
    state = models.CharField("状態", max_length=10, choices=TrialState, default=TrialState.AT_WORK)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField("始めた時刻")
    beat = models.DateTimeField("最後に進んだ時刻")
    turn = models.UUIDField("裏の処理の番", null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["municipality"],
                condition=Q(state=TrialState.AT_WORK),
                name="noticing_trial_one_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(absent__lte=F("named"), done__lte=F("schools")),
                name="noticing_trial_part_of_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.noticing} {self.days} {self.at_least} {self.state}"

    @property
    def at_work(self) -> bool:
        """Is it being counted, or does it wait for a worker?"""
        return self.state == TrialState.AT_WORK
