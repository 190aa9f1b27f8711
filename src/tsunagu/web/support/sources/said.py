"""What an entry of a case's timeline says, and whose timeline it is."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property

from tsunagu.access.actor import Actor
from tsunagu.access.policy import Deed
from tsunagu.cases.models import Case
from tsunagu.clock import JST, in_words
from tsunagu.web.pupil.door import Opened
from tsunagu.web.pupil.reasons import Years
from tsunagu.web.pupil.timeline import Entry, Span


@dataclass(frozen=True)
class Said(Entry):
    """An entry of the case: what it is, what it says, whose it is; `url` leads to its record."""

    kind_label: str
    title: str
    url: str
    words: str = ""
    who: str = ""
    template = "support/_entry.html"


@dataclass(frozen=True)
class About:
    """Whose timeline it is, and who reads it; without `opened` not the child's record."""

    actor: Actor
    case: Case
    opened: Opened | None
    years: Years

    @cached_property
    def cases(self) -> list[Case]:
        """The child's cases that the reader may see."""
        rows = Case.objects.visible_to(self.actor, Deed.SEE_CASE).filter(pupil=self.case.pupil_id)
        return list(rows.select_related("pupil", "school", "version").order_by("begun_at", "pk"))

    @cached_property
    def labels(self) -> dict[object, str]:
        """The kind of each case, in words, by its key."""
        return {one.pk: one.definition.label for one in self.cases}


Source = Callable[[About, Span], Iterator[Said]]


def instants_of(span: Span) -> tuple[datetime, datetime]:
    """From when until before when an instant lies in a span."""
    after = span.last + timedelta(days=1)
    return datetime.combine(span.first, time(), JST), datetime.combine(after, time(), JST)


def from_to(first: date, last: date | None) -> str:
    """From a day to a day, or until further notice, in words."""
    return f"{in_words(first)}から{f'{in_words(last)}まで' if last else ''}"
