"""What a family agreed to."""

from django.db import models

from tsunagu.cases.enums import ChildAgrees, ConsentWay
from tsunagu.org.models import Municipal, Organisation, Person
from tsunagu.school.models import Guardian, Pupil


class Consent(Municipal):
    """A guardian or the child agreed that these sections go to one receiver for one purpose.

    It is never changed, only withdrawn; with that every share that rests on it ends at once.
    `given_by` are the words as they were that day; where it was the child, `guardian` is empty.
    """

    pupil = models.ForeignKey(Pupil, on_delete=models.CASCADE, related_name="consents")
    receiver = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    guardian = models.ForeignKey(
        Guardian, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    given_by = models.CharField("同意した人", max_length=320)
    child_agrees = models.CharField("本人の気持ち", max_length=10, choices=ChildAgrees)
    not_asked_why = models.TextField("聞いていないわけ", blank=True, default="")
    way = models.CharField("方法", max_length=10, choices=ConsentWay)
    on = models.DateField("同意した日")
    purpose = models.TextField("目的")
    sections = models.JSONField("範囲", default=list)
    named = models.BooleanField("氏名を出す", default=False)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("記録した時刻")
    withdrawn_on = models.DateField("取り下げた日", null=True, blank=True)
    withdrawn_way = models.CharField(
        "取り下げの方法", max_length=10, choices=ConsentWay, blank=True, default=""
    )
    withdrawn_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField("取り下げを記録した時刻", null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.on:%Y-%m-%d}"
