"""What is agreed around a child: how often somebody is in touch, and how school days go."""

from datetime import date

from django.db import models
from django.db.models import F, Q

from tsunagu.access.actor import Actor
from tsunagu.access.policy import Deed
from tsunagu.attendance.models import Notice
from tsunagu.cases.case_enums import SchoolDayKind
from tsunagu.cases.models.cases import Case
from tsunagu.clock import today
from tsunagu.org.models import Municipal, Person
from tsunagu.response.models import ContactRhythm
from tsunagu.school.models import Pupil


class RhythmQuerySet(models.QuerySet["Rhythm"]):
    """Filters on agreed rhythms of contact."""

    def ahead(self) -> "RhythmQuerySet":
        """Those that hold today or are to come, the first first."""
        going_on = Q(contact__last__isnull=True) | Q(contact__last__gte=today())
        return self.filter(going_on).order_by("contact__first", "pk")


class Rhythm(Municipal):
    """An agreed rhythm of contact as it was agreed: with whom, how, and what the family wishes.

    When it asks for a contact, and of whom, is the `contact`'s. It ends with a day, with a reason,
    or the day before a new one begins.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="rhythms")
    contact = models.OneToOneField(ContactRhythm, on_delete=models.CASCADE, related_name="agreed")
    how = models.CharField("連絡のしかた", max_length=500, blank=True, default="")
    child_wish = models.TextField("本人の願い", blank=True, default="")
    family_wish = models.TextField("家族の願い", blank=True, default="")
    agreed_with = models.CharField("だれと決めた", max_length=200)
    agreed_on = models.DateField("決めた日")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("記録した時刻")
    ended_why = models.CharField("終えたわけ", max_length=500, blank=True, default="")
    ended_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_at = models.DateTimeField("終えた時刻", null=True)

    objects = RhythmQuerySet.as_manager()

    class Meta:
        ordering = ["-contact__first", "pk"]

    def __str__(self) -> str:
        return f"{self.agreed_on:%Y-%m-%d}"


class SchoolDayQuerySet(models.QuerySet["SchoolDay"]):
    """Filters on agreements about school days."""

    def visible_to(self, actor: Actor, deed: Deed, *, on: date) -> "SchoolDayQuerySet":
        """Those of children whose home class of that day lets the actor do the deed."""
        pupils = Pupil.objects.visible_to(actor, deed, on=on)
        return self.filter(municipality=actor.municipality, case__pupil__in=pupils.values("pk"))

    def between(self, first: date, last: date) -> "SchoolDayQuerySet":
        """Those that hold on some day from the first to the last."""
        agreed = Q(last__isnull=True) | Q(last__gte=first)
        held = Q(held_until__isnull=True) | (
            Q(held_until__gte=first) & Q(held_until__gte=F("first"))
        )
        return self.filter(agreed, held, first__lte=last)

    def on(self, day: date) -> "SchoolDayQuerySet":
        """Those that hold on a day."""
        return self.between(day, day)


class SchoolDay(Municipal):
    """An agreement about a child's school days, from a day to a day or until further notice.

    `held_until` is the day with which it ended sooner than agreed: a new one took its place, or
    somebody ended it with a reason; before `first` where it never held. `notice` fills the roll in.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="school_days")
    kind = models.CharField("種類", max_length=8, choices=SchoolDayKind)
    first = models.DateField("から")
    last = models.DateField("まで", null=True, blank=True)
    arrives = models.TimeField("登校の時刻", null=True, blank=True)
    leaves = models.TimeField("下校の時刻", null=True, blank=True)
    room = models.CharField("過ごす部屋", max_length=200, blank=True, default="")
    receiver = models.CharField("迎える人", max_length=200, blank=True, default="")
    notice = models.OneToOneField(
        Notice, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("記録した時刻")
    held_until = models.DateField("実際の終わり", null=True)
    ended_why = models.CharField("終えたわけ", max_length=500, blank=True, default="")
    ended_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_at = models.DateTimeField("終えた時刻", null=True)

    objects = SchoolDayQuerySet.as_manager()

    class Meta:
        ordering = ["-first", "-at", "pk"]
        indexes = [models.Index(fields=["municipality", "kind", "first"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(last__isnull=True) | Q(last__gte=F("first")), name="school_day_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first:%Y-%m-%d} {self.kind}"

    @property
    def until(self) -> date | None:
        """Its last day as things stand; before `first` where it never held."""
        return min((day for day in (self.last, self.held_until) if day), default=None)

    @property
    def stopped_lunch(self) -> bool:
        """Does it stop lunch?"""
        return self.kind == SchoolDayKind.LUNCH
