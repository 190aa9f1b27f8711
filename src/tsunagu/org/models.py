"""Municipalities, their organisations and the people who work in them."""

from datetime import date

from django.db import models
from django.db.models import Q

from tsunagu.clock import new_id


class Municipality(models.Model):
    """One city, with the packs whose rules it follows, in order."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField("コード", max_length=255, unique=True)
    name = models.CharField("名称", max_length=255)
    packs = models.JSONField("使用するパック", default=list)

    def __str__(self) -> str:
        return self.name


class Municipal(models.Model):
    """What every table has: a UUID that sorts by time, and the municipality it belongs to."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, related_name="+", editable=False
    )

    class Meta:
        abstract = True


class OrganisationKind(models.TextChoices):
    """What an organisation is."""

    BOARD = "board", "教育委員会"
    SCHOOL = "school", "学校"
    SUPPORT_CENTRE = "support_centre", "教育支援センター"
    CHILD_FAMILY_CENTRE = "child_family_centre", "こども家庭センター"
    WELFARE = "welfare", "福祉課"
    PUBLIC_HEALTH = "public_health", "保健所・保健センター"
    CHILD_GUIDANCE = "child_guidance", "児童相談所"
    POLICE_YOUTH = "police_youth", "警察の少年担当"
    CLINIC = "clinic", "医療機関"
    FREE_SCHOOL = "free_school", "フリースクール"
    OTHER_AGENCY = "other_agency", "その他の関係機関"


AGENCIES = frozenset(OrganisationKind) - {OrganisationKind.BOARD, OrganisationKind.SCHOOL}
"""Whom a school can share a child's record with (関係機関)."""


class Organisation(Municipal):
    """A board of education, a school, a support centre or another partner agency."""

    kind = models.CharField("種類", max_length=20, choices=OrganisationKind)
    name = models.CharField("名称", max_length=255)
    code = models.CharField("コード", max_length=20, blank=True, default="")
    source = models.CharField("名簿の出所", max_length=255, blank=True, default="")
    sourced_id = models.CharField("名簿のID", max_length=255, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "source", "sourced_id"],
                condition=~Q(sourced_id=""),
                name="organisation_once_a_source",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Person(Municipal):
    """Someone who works in the chain. Pupils and guardians are not persons in this sense."""

    family_name = models.CharField("姓", max_length=255)
    given_name = models.CharField("名", max_length=255, blank=True, default="")
    kana = models.CharField("かな", max_length=255, blank=True, default="")
    email = models.CharField("メールアドレス", max_length=255, blank=True, default="")
    source = models.CharField("名簿の出所", max_length=255, blank=True, default="")
    sourced_id = models.CharField("職員ID", max_length=255, blank=True, default="")
    active = models.BooleanField("在職", default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "source", "sourced_id"],
                condition=~Q(sourced_id=""),
                name="person_once_a_source",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """Family name and given name, as a colleague writes it."""
        return f"{self.family_name} {self.given_name}".strip()


class LeaveQuerySet(models.QuerySet["Leave"]):
    """Filters on leaves."""

    def on(self, day: date) -> "LeaveQuerySet":
        """Leaves that cover a day."""
        return self.filter(first__lte=day, last__gte=day)


class Leave(Municipal):
    """A person is away from–to, so that a stand-in answers; `by` is who says so."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="leaves")
    first = models.DateField("から")
    last = models.DateField("まで")
    by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")

    objects = LeaveQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(last__gte=models.F("first")), name="leave_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.first:%Y-%m-%d}–{self.last:%Y-%m-%d}"
