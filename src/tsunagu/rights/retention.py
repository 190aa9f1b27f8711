"""What is due for deletion on a day: by rule of the packs and by kind, exactly."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db.models import DateTimeField, Exists, OuterRef, Q, QuerySet

from tsunagu.clock import JST, SchoolYear, school_year_of
from tsunagu.org.models import Municipality
from tsunagu.packs.loader import retention
from tsunagu.packs.schema import Retention
from tsunagu.rights.models import Claim
from tsunagu.school.held import Holding, holdings
from tsunagu.school.models import Enrolment, Expected, Pupil

PUPIL = Pupil._meta.label_lower


@dataclass(frozen=True)
class Due:
    """The rows of one kind that are due under one rule."""

    rule: Retention
    holding: Holding
    rows: QuerySet[Any]


def cutoff(on: date, years: int) -> date:
    """The last day of the newest school year after whose end so many years are over by a day."""
    return SchoolYear(school_year_of(on).year - 1 - years).last


def due(city: Municipality, on: date) -> Iterator[Due]:
    """All that is due, in the order in which it can be deleted: what hangs on others first.

    Of a child whose enrolment record is due, all that is left is due with it. While somebody's
    claim about a child is open, nothing of the child is deleted.
    """
    rules = {name: rule for rule in retention(city.packs, on) for name in rule.holds}
    gone = _left_by(city, cutoff(on, rules[PUPIL].years))
    claimed = Claim.objects.open().filter(municipality=city).values("pupil")
    for holding in reversed(holdings()):
        rule = rules[holding.name]
        where = _over(city, holding, rule, on)
        if holding.pupil:
            where |= Q(**{f"{holding.pupil}__in": gone.values("pk")})
        rows = holding.model._base_manager.filter(where, holding.left, municipality=city)
        if holding.pupil:
            rows = rows.exclude(**{f"{holding.pupil}__in": claimed})
        yield Due(rule, holding, rows)


def _over(city: Municipality, holding: Holding, rule: Retention, on: date) -> Q:
    """Rows whose time is over by their own day, or by the day on which the child left."""
    last = cutoff(on, rule.years)
    if rule.counted_from == "leaving":
        return Q(**{f"{holding.pupil}__in": _left_by(city, last).values("pk")})
    by = holding.until or holding.day
    if isinstance(_field(holding, by), DateTimeField):
        after = datetime.combine(last + timedelta(days=1), time(), JST)
        return Q(**{f"{by}__lt": after})
    return Q(**{f"{by}__lte": last})


def _field(holding: Holding, path: str) -> Any:
    """The field at the end of a way."""
    model: Any = holding.model
    *way, last = path.split("__")
    for part in way:
        model = model._meta.get_field(part).related_model
    return model._meta.get_field(last)


def _left_by(city: Municipality, last: date) -> QuerySet[Pupil]:
    """Children who were in a class, or were expected, until that day at the latest."""
    own = Enrolment.objects.filter(pupil=OuterRef("pk"))
    later = own.filter(Q(end__isnull=True) | Q(end__gt=last + timedelta(days=1)))
    coming = Expected.objects.filter(pupil=OuterRef("pk"))
    here = Pupil.objects.filter(Exists(own) | Exists(coming), municipality=city)
    return here.exclude(Exists(later) | Exists(coming.filter(day__gt=last)))


def counts_of(found: Iterable[Due]) -> list[dict[str, Any]]:
    """How many rows of each rule and kind, those with any; by keys and codes."""
    counted = Counter[tuple[str, str]]()
    for one in found:
        counted[one.rule.id, one.holding.counted_as.name] += one.rows.count()
    return [
        {"rule": rule, "holding": kind, "count": count}
        for (rule, kind), count in counted.items()
        if count
    ]


def digest_of(found: Iterable[Due]) -> str:
    """SHA-256 over the keys of all rows that are due."""
    total = hashlib.sha256()
    for one in found:
        total.update(one.holding.name.encode())
        keys: Iterable[UUID] = one.rows.order_by("pk").values_list("pk", flat=True)
        for key in keys:
            total.update(key.bytes)
    return total.hexdigest()
