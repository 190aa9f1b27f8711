"""How long ago a child was last heard and last seen."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Max, Q

from tsunagu.clock import JST, today
from tsunagu.prepared import Prepared
from tsunagu.response.models import Contact
from tsunagu.school.models import Pupil


@dataclass(frozen=True)
class Since:
    """Last heard and last seen in a contact, and the days since; None when never."""

    heard: date | None
    seen: date | None

    @property
    def heard_days(self) -> int | None:
        """Days since the child's voice was heard."""
        return (today() - self.heard).days if self.heard else None

    @property
    def seen_days(self) -> int | None:
        """Days since the child was seen."""
        return (today() - self.seen).days if self.seen else None


_LAST = Prepared(
    lambda pupil: (
        Contact.objects.standing()
        .filter(pupil=pupil)
        .values("pupil")
        .annotate(
            heard=Max("at", filter=Q(child_heard=True)), seen=Max("at", filter=Q(child_seen=True))
        )
        .values_list("heard", "seen")
    ),
    UUID,
)


def last_contacts(pupil: Pupil) -> Since:
    """When contacts last heard and saw a child; one query."""
    for instants in _LAST(pupil.pk):
        return Since(*(at.astimezone(JST).date() if at else None for at in instants))
    return Since(None, None)
