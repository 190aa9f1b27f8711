"""What lets a pupil in: the code of the class on its tablets, and the child's own pictures."""

from datetime import datetime

from django.db import models
from django.db.models import Q

from tsunagu.clock import new_id, now
from tsunagu.org.models import Municipal, Person
from tsunagu.school.models import Classroom, Pupil


class ClassCode(Municipal):
    """What makes a tablet one of a class; it tells no name and opens nothing by itself."""

    classroom = models.ForeignKey(Classroom, on_delete=models.CASCADE, related_name="+")
    code = models.CharField("学級のあいことば", max_length=20, unique=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField("作った時刻")
    ended_at = models.DateTimeField("やめた時刻", null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["classroom"], condition=Q(ended_at__isnull=True), name="class_code_one_open"
            ),
        ]

    def __str__(self) -> str:
        return str(self.classroom_id)


class PictureDoor(Municipal):
    """A child's way in by three pictures, and the name by which it wants to be greeted.

    Who comes in by a school account alone has no pictures: no digest, and nobody who gave them. Of
    the pictures only a digest is kept. Who guesses has to wait longer and longer (`wait_until`),
    and who looks after the class is told (`told_at`, until somebody has `seen_at` it). New pictures
    come with a new `stamp`, which ends what was opened with the old ones.
    """

    pupil = models.OneToOneField(Pupil, on_delete=models.CASCADE, related_name="picture_door")
    digest = models.CharField("絵のあいことばの控え値", max_length=64, blank=True, default="")
    stamp = models.UUIDField("絵のしるし", default=new_id, editable=False)
    nickname = models.CharField("よびな", max_length=20, blank=True, default="")
    wrong = models.IntegerField("続けてちがった回数", default=0)
    wait_until = models.DateTimeField("待つのはここまで", null=True, blank=True)
    told_at = models.DateTimeField("続けてちがったことを知らせた時刻", null=True, blank=True)
    seen_at = models.DateTimeField("それを先生が見た時刻", null=True, blank=True)
    by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    at = models.DateTimeField("絵を渡した時刻、絵がなければ初めて入った時刻")

    def __str__(self) -> str:
        return str(self.pupil_id)

    @property
    def waits_until(self) -> datetime | None:
        """Until when no pictures are looked at; nothing where they are."""
        return self.wait_until if self.wait_until and self.wait_until > now() else None

    @property
    def guessed(self) -> bool:
        """Did somebody guess, and no adult has seen that yet?"""
        return self.told_at is not None and (self.seen_at is None or self.seen_at < self.told_at)
