"""When contacts last reached a family, and last heard and saw the child."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Max, Q

from tsunagu.clock import JST, today
from tsunagu.prepared import Prepared
from tsunagu.response.models import Contact


@dataclass(frozen=True)
class LastContact:
    """The instant of a pupil's last contact, and of the last that heard the child, and saw it.

    None where there never was one; days count from then to today.
    """

    at: datetime | None = None
    heard_at: datetime | None = None
    seen_at: datetime | None = None

    @property
    def heard(self) -> date | None:
        """The day on which the child's voice was last heard."""
        return _day(self.heard_at)

    @property
    def seen(self) -> date | None:
        """The day on which the child was last seen."""
        return _day(self.seen_at)

    @property
    def days_since_heard(self) -> int | None:
        """Days since the child's voice was heard."""
        return _days_since(self.heard)

    @property
    def days_since_seen(self) -> int | None:
        """Days since the child was seen."""
        return _days_since(self.seen)


_LAST = Prepared(
    lambda pupils: (
        Contact.objects.standing()
        .filter(pupil__in=pupils)
        .values_list("pupil")
        .annotate(
            last=Max("at"),
            heard=Max("at", filter=Q(child_heard=True)),
            seen=Max("at", filter=Q(child_seen=True)),
        )
    ),
    [UUID],
)
_NEVER = LastContact()


def last_contacts(pupils: Collection[UUID]) -> dict[UUID, LastContact]:
    """Of each of some pupils; one query for any number of them."""
    found = {pupil: LastContact(*instants) for pupil, *instants in _LAST(pupils)}
    return {pupil: found.get(pupil, _NEVER) for pupil in pupils}


def last_contact(pupil: UUID) -> LastContact:
    """Of one pupil."""
    return last_contacts([pupil])[pupil]


def _day(at: datetime | None) -> date | None:
    return at.astimezone(JST).date() if at else None


def _days_since(day: date | None) -> int | None:
    return (today() - day).days if day else None
