"""The one way in to a pupil's record: visible or not there at all, and every look is on record."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from uuid import UUID

from django.http import Http404

from tsunagu.access.actor import Actor, Scope
from tsunagu.access.looks import note_look
from tsunagu.access.policy import Deed, may
from tsunagu.clock import today
from tsunagu.prepared import Prepared
from tsunagu.school.guardians import with_limits
from tsunagu.school.models import (
    Classroom,
    Enrolment,
    EnrolmentQuerySet,
    Expected,
    Guardian,
    GuardianLimit,
    Pupil,
    School,
)

_GUARDIANS = Prepared(
    lambda pupil: Guardian.objects.filter(pupil=pupil).order_by("order", "pk"), UUID
)


@dataclass(frozen=True)
class Opened:
    """A pupil as someone may see one: with the school, the home class and what else they may do.

    Without `enrolment` the child is known ahead of any class.
    """

    actor: Actor
    pupil: Pupil
    school: School
    enrolment: Enrolment | None
    scope: Scope

    @property
    def classroom(self) -> Classroom | None:
        """The home class of today, or the last there was, or the first to come."""
        return self.enrolment.classroom if self.enrolment else None

    @cached_property
    def comes_on(self) -> date | None:
        """From when a child is to come who is not there yet."""
        day = self.enrolment.begin if self.enrolment else self.pupil.expected.day
        return day if day > today() else None

    @property
    def place(self) -> str:
        """School and class in words."""
        return f"{self.school.name}　{self.classroom.label if self.classroom else ''}".strip()

    def may(self, deed: Deed) -> bool:
        """May the actor do the deed to this pupil?"""
        return may(self.actor, deed, self.scope)

    @cached_property
    def deeds(self) -> dict[str, bool]:
        """What to offer on the page, by the deed's name in code."""
        return {deed.name.lower(): self.may(deed) for deed in Deed}

    @cached_property
    def whereabouts_known(self) -> bool:
        """Does nobody ring or visit the home today? Why stands elsewhere, for who may know."""
        return self.pupil.notices.all().whereabouts_known(today()).exists()

    @cached_property
    def _guardians(self) -> list[Guardian]:
        return with_limits(_GUARDIANS.objects(Guardian, self.pupil.pk), today())

    def guardians(self) -> list[Guardian]:
        """Whom to call, in order; nobody for those who may not know."""
        return self._guardians if self.may(Deed.SEE_GUARDIAN) else []

    @property
    def limit(self) -> GuardianLimit | None:
        """A limit on what a guardian may be told: who works with the child is told that it is."""
        return next((one.limit for one in self._guardians if one.limit), None)


def open_pupil(actor: Actor, key: UUID, deed: Deed) -> Opened:
    """The pupil, where the actor may do the deed; the look is written to the audit.

    Raises `Http404` as `reach_pupil` does.
    """
    opened = reach_pupil(actor, key, deed)
    note_look(actor, deed, kind="pupil", key=key, pupil=key, scope=opened.scope)
    return opened


def reach_pupil(actor: Actor, key: UUID, deed: Deed) -> Opened:
    """The pupil for an answer that shows nothing of the record, or whose deed is audited itself.

    Raises `Http404` alike for a pupil who does not exist and one who may not be seen.
    """
    if home := _home_today(actor, key, deed) or _other_home(actor, key, deed):
        home.pupil.municipality = actor.municipality  # The same, which need not be read again.
        return Opened(actor, home.pupil, home.classroom.school, home, home.scope)
    if coming := _expected(actor, key, deed):
        return Opened(actor, coming.pupil, coming.school, None, coming.school.scope)
    raise Http404


def opens(actor: Actor, key: UUID, deed: Deed) -> bool:
    """Is the pupil there for the actor? For a link to the record, which is no look at it."""
    home = _home_today(actor, key, deed) or _other_home(actor, key, deed)
    return bool(home or _expected(actor, key, deed))


def _home_today(actor: Actor, key: UUID, deed: Deed) -> Enrolment | None:
    """Today's home class of a pupil whom the actor may see."""
    return _homes(key).on(today()).visible_to(actor, deed).first()


def _other_home(actor: Actor, key: UUID, deed: Deed) -> Enrolment | None:
    """The home class of a pupil who has none today, where the actor may see that class.

    It is the last there was, so that the record and what is still owed stay in reach between two
    rosters and of who has left; of who was in none before the first to come. The same query is run
    for a pupil who may not be seen and for one who does not exist.
    """
    homes = list(_homes(key))
    begun = [home for home in homes if home.begin <= today()]
    if not homes or any(home.end is None or home.end > today() for home in begun):
        return None
    chosen = (begun or homes)[0]
    return chosen if may(actor, deed, chosen.scope) else None


def _expected(actor: Actor, key: UUID, deed: Deed) -> Expected | None:
    """A child who is to come to a school where the actor may see every child."""
    rows = Expected.objects.visible_to(actor, deed).without_home().filter(pupil=key)
    return rows.select_related("pupil__municipality", "school").first()


def _homes(key: UUID) -> EnrolmentQuerySet:
    """A pupil's home classes with their school, the one entered last first."""
    rows = Enrolment.objects.home().filter(pupil=key).select_related("pupil", "classroom__school")
    return rows.order_by("-begin", "pk")
