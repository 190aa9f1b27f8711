"""What lets guardians in: a letter with a code that works once, and the account it opens."""

from datetime import date, datetime

from django.db import models
from django.db.models import Q

from tsunagu.clock import new_id, now, today
from tsunagu.families.enums import Handed, LetterState
from tsunagu.org.models import Municipal, Person
from tsunagu.school.models import Guardian


class FamilyAccount(Municipal):
    """What a guardian signs in with. It opens nothing by itself: used letters name the children.

    A new `stamp` ends what was opened before.
    """

    name = models.CharField("サインインの名前", max_length=254, unique=True)
    password = models.CharField("パスワードの控え値", max_length=128)
    stamp = models.UUIDField("入り口のしるし", default=new_id, editable=False)
    language = models.CharField("使うことば", max_length=10, default="ja")
    at = models.DateTimeField("作った時刻")
    used_on = models.DateField("さいごに入った日")

    def __str__(self) -> str:
        return str(self.pk)


class FamilyLetter(Municipal):
    """A letter to one guardian. Of its code only a digest is kept, and it works once.

    Used and not ended it is what lets the account see the child. `told_at` is when somebody who
    had the code was wrong about the child again and again.
    """

    guardian = models.ForeignKey(Guardian, on_delete=models.CASCADE, related_name="letters")
    digest = models.CharField("招待状の控え値", max_length=64, unique=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField("作った時刻")
    until = models.DateField("この日まで使える")
    handed = models.CharField("渡しかた", max_length=10, choices=Handed, blank=True, default="")
    handed_on = models.DateField("渡した日", null=True, blank=True)
    account = models.ForeignKey(
        FamilyAccount, on_delete=models.PROTECT, null=True, related_name="letters"
    )
    used_at = models.DateTimeField("使われた時刻", null=True, blank=True)
    ended_at = models.DateTimeField("使えなくした時刻", null=True, blank=True)
    wrong = models.IntegerField("続けてちがった回数", default=0)
    wait_until = models.DateTimeField("待つのはここまで", null=True, blank=True)
    told_at = models.DateTimeField("続けてちがったことを知らせた時刻", null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["guardian"],
                condition=Q(ended_at__isnull=True, used_at__isnull=True),
                name="family_letter_one_open",
            ),
            models.UniqueConstraint(
                fields=["guardian"],
                condition=Q(ended_at__isnull=True, used_at__isnull=False),
                name="family_letter_one_used",
            ),
            models.CheckConstraint(
                condition=Q(used_at__isnull=True, account__isnull=True)
                | Q(used_at__isnull=False, account__isnull=False),
                name="family_letter_used_by_an_account",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    def state(self, day: date | None = None) -> LetterState:
        """Where it stands on a day."""
        if self.ended_at:
            return LetterState.ENDED
        if self.used_at:
            return LetterState.USED
        if self.until < (day or today()):
            return LetterState.EXPIRED
        return LetterState.HANDED if self.handed else LetterState.MADE

    @property
    def waits_until(self) -> datetime | None:
        """Until when the code is not looked at; nothing where it is."""
        return self.wait_until if self.wait_until and self.wait_until > now() else None
