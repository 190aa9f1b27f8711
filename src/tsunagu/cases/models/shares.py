"""A child's record shared with one agency, from a day to a day."""

from datetime import date

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from tsunagu.access.actor import Actor, Scope
from tsunagu.access.policy import Deed, allowed
from tsunagu.cases.enums import Basis, EndedBy, Section, Standing, State
from tsunagu.cases.models.consents import Consent
from tsunagu.cases.rules import standing
from tsunagu.clock import today
from tsunagu.org.models import Municipal, Organisation, Person
from tsunagu.school.models import Enrolment, Pupil, School


def _child_there(day: date) -> Exists:
    homes = Enrolment.objects.home().on(day)
    return Exists(homes.filter(pupil=OuterRef("pupil"), classroom__school=OuterRef("school")))


class ShareQuerySet(models.QuerySet["Share"]):
    """Filters on shares."""

    def visible_to(self, actor: Actor, deed: Deed) -> "ShareQuerySet":
        """Shares of pupils whom the table lets the actor do the deed to: the school's side.

        One on the network's basis tells of the registration: it is there for who may know that.
        """
        pupils = Pupil.objects.visible_to(actor, deed, on=today())
        known = Pupil.objects.visible_to(actor, Deed.SEE_PROTECTION, on=today())
        told = ~Q(basis=Basis.PROTECTION_NETWORK) | Q(pupil__in=known.values("pk"))
        return self.filter(told, municipality=actor.municipality, pupil__in=pupils.values("pk"))

    def told(self, *, protection: bool) -> "ShareQuerySet":
        """What there is for somebody who may know of the network's registration, or may not."""
        return self if protection else self.exclude(basis=Basis.PROTECTION_NETWORK)

    def received_by(self, actor: Actor, deed: Deed) -> "ShareQuerySet":
        """Shares that agencies of the actor's received, whether in force or not."""
        places = allowed(actor, deed).receivers
        return self.filter(municipality=actor.municipality, receiver__in=map(str, places))

    def placed(self, day: date) -> "ShareQuerySet":
        """With `child_there`: is the child at the school that asked, on a day?"""
        return self.annotate(child_there=_child_there(day))

    def live(self, day: date) -> "ShareQuerySet":
        """Neither past its last day nor without its consent, and the child still at the school."""
        return self.unended(day).at_their_school(day)

    def at_their_school(self, day: date) -> "ShareQuerySet":
        """Of children who are at the school that asked."""
        return self.filter(_child_there(day))

    def stopped(self, day: date) -> "ShareQuerySet":
        """What would go on, had the child not left the school that asked."""
        going = (State.WAITING, State.OFFERED, State.ACCEPTED)
        return self.unended(day).filter(~_child_there(day), state__in=going)

    def unended(self, day: date) -> "ShareQuerySet":
        """Neither past its last day nor without its consent, wherever the child is."""
        standing = Q(consent__isnull=True) | Q(consent__withdrawn_at__isnull=True)
        return self.placed(day).filter(standing, last__gte=day)

    def in_force(self, day: date) -> "ShareQuerySet":
        """What receivers can read on a day, as `rules.standing` has it."""
        return self.live(day).filter(state=State.ACCEPTED, first__lte=day)

    def offered(self, day: date) -> "ShareQuerySet":
        """What receivers have yet to answer on a day."""
        return self.live(day).filter(state=State.OFFERED)


class Share(Municipal):
    """One basis, one purpose, one receiver, one end; the sections that it names and no others.

    With `named` false the receiver sees initials in place of the name.
    """

    pupil = models.ForeignKey(Pupil, on_delete=models.CASCADE, related_name="shares")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    """Whose it is: it is in force while the child is at this school."""
    receiver = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    basis = models.CharField("根拠", max_length=20, choices=Basis)
    law = models.CharField("根拠の法令・事務", max_length=300, blank=True, default="")
    consent = models.ForeignKey(
        Consent, on_delete=models.PROTECT, null=True, blank=True, related_name="shares"
    )
    purpose = models.TextField("目的")
    sections = models.JSONField("範囲", default=list)
    named = models.BooleanField("氏名を出す", default=False)
    first = models.DateField("から")
    last = models.DateField("まで")
    state = models.CharField("状態", max_length=10, choices=State)
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField("出した時刻")
    confirmed_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    confirmed_at = models.DateTimeField("確認した時刻", null=True, blank=True)
    answered_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField("返事の時刻", null=True, blank=True)
    declined_why = models.TextField("辞退のわけ", blank=True, default="")
    decline_read_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decline_read_at = models.DateTimeField("辞退のわけを読んだ時刻", null=True, blank=True)
    ended_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_side = models.CharField(
        "終えた側", max_length=10, choices=EndedBy, blank=True, default=""
    )
    ended_at = models.DateTimeField("終えた時刻", null=True, blank=True)
    ended_why = models.TextField("終えたわけ", blank=True, default="")

    objects = ShareQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["receiver", "state"]),
            models.Index(fields=["pupil", "asked_at"]),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="share_in_order"),
            models.CheckConstraint(
                condition=Q(basis=Basis.CONSENT, consent__isnull=False)
                | ~Q(basis=Basis.CONSENT) & Q(consent__isnull=True),
                name="share_consent_if_its_basis",
            ),
            models.CheckConstraint(
                condition=Q(basis=Basis.CONSENT)
                | Q(state__in=[State.WAITING, State.ENDED])
                | Q(confirmed_at__isnull=False),
                name="share_confirmed_before_it_goes_out",
            ),
            models.CheckConstraint(
                condition=~Q(confirmed_by=F("asked_by")), name="share_confirmed_by_another"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first:%Y-%m-%d}–{self.last:%Y-%m-%d} {self.state}"

    @property
    def received_scope(self) -> Scope:
        """Where it lies for those who received it."""
        return Scope(municipality=self.municipality_id, receiver=self.receiver_id)

    @property
    def managers_only(self) -> bool:
        """Does it tell of the network's registration, of which at school managers alone know?"""
        return self.basis == Basis.PROTECTION_NETWORK

    @property
    def audit_basis(self) -> str:
        """What the audit writes as the basis of what its receiver does and sees."""
        return f"share:{self.pk}"

    @property
    def standing(self) -> Standing:
        """Where it stands today."""
        return standing(
            state=State(self.state),
            first=self.first,
            last=self.last,
            withdrawn=self.consent is not None and self.consent.withdrawn_at is not None,
            left=not self._is_child_there,
            on=today(),
        )

    @property
    def _is_child_there(self) -> bool:
        """As `placed` has found it, or looked for now."""
        found: bool | None = self.__dict__.get("child_there")
        if found is None:
            found = Share.objects.filter(_child_there(today()), pk=self.pk).exists()
        return found

    @property
    def section_list(self) -> list[Section]:
        """Its sections in the order of their enum."""
        return [section for section in Section if section in self.sections]
