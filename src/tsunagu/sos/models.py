"""What a child sent, what followed, from whom it is kept, and who is on duty at the board."""

from datetime import date

from django.db import models
from django.db.models import Q

from tsunagu.access.enums import RoleKind
from tsunagu.org.models import Municipal, Person
from tsunagu.school.models import Classroom, Pupil, School
from tsunagu.sos.enums import OF_THE_CHILD, ON_DUTY, How, Move, Place

WORDS = 500
"""Letters that a child or an adult writes at most."""


class Sos(Municipal):
    """A child asked for help. All of it may be empty; that it was sent says enough.

    `key` makes ten touches one; it is also the receipt by which a tablet asks how it stands.
    Where nobody signed in, `pupil` is empty and `called` what the child calls itself, if anything.
    """

    key = models.UUIDField("控え", unique=True, editable=False)
    pupil = models.ForeignKey(Pupil, on_delete=models.CASCADE, null=True, related_name="+")
    school = models.ForeignKey(School, on_delete=models.PROTECT, null=True, related_name="+")
    classroom = models.ForeignKey(
        Classroom, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )
    called = models.CharField("名乗ったこと", max_length=40, blank=True, default="")
    wanted = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )
    wanted_role = models.CharField(
        "話したい人", max_length=20, choices=RoleKind, blank=True, default=""
    )
    outside = models.BooleanField("学校の外の人がよい", default=False)
    not_homeroom = models.BooleanField("担任には知らせない", default=False)
    about = models.JSONField("何のこと", default=list)
    how = models.CharField("どうしてほしい", max_length=10, choices=How, blank=True, default="")
    words = models.TextField("ことば", max_length=WORDS, blank=True, default="")
    at = models.DateTimeField("送った時刻")
    closed_at = models.DateTimeField("終わりにした時刻", null=True)

    class Meta:
        indexes = [
            models.Index(fields=["municipality", "closed_at"], name="sos_open"),
            models.Index(fields=["school", "at"], name="sos_school_at"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"


class SosStep(Municipal):
    """Something that followed; steps are added and never changed. `by` is empty for the child's."""

    sos = models.ForeignKey(Sos, on_delete=models.CASCADE, related_name="steps")
    move = models.CharField("したこと", max_length=10, choices=Move)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField("時刻")
    to = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="だれに・だれと"
    )
    meet_at = models.DateTimeField("話す時刻", null=True)
    place = models.CharField("場所", max_length=20, choices=Place, blank=True, default="")
    phrases = models.JSONField("えらんだ文", default=list)
    words = models.TextField("ことば", max_length=WORDS, blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(move__in=OF_THE_CHILD, by__isnull=True)
                | (~Q(move__in=OF_THE_CHILD) & Q(by__isnull=False)),
                name="sos_step_by_an_adult_or_the_child",
            ),
            models.CheckConstraint(
                condition=~Q(move=Move.MEET) | Q(meet_at__isnull=False),
                name="sos_step_meets_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return self.get_move_display()


class KeptFrom(Municipal):
    """Somebody from whom an SOS is kept for ever, because the child wished so."""

    sos = models.ForeignKey(Sos, on_delete=models.CASCADE, related_name="kept_from")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sos", "person"], name="sos_kept_from_once"),
        ]

    def __str__(self) -> str:
        return str(self.person_id)


class DutyQuerySet(models.QuerySet["Duty"]):
    """Filters on the board's duty."""

    def on(self, day: date) -> "Duty | None":
        """What holds on a day: of those that have begun the newest."""
        return self.filter(valid_from__lte=day).order_by("valid_from", "at", "pk").last()


class Duty(Municipal):
    """Who at the board hears of an SOS from a day on: the people of a role, or one of them."""

    valid_from = models.DateField("から")
    role = models.CharField("役割", max_length=20, choices=ON_DUTY)
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="当番の人"
    )
    phone = models.CharField("電話", max_length=30)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField("決めた時刻")

    objects = DutyQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.valid_from:%Y-%m-%d}"
