"""Reads of guardians: under which limits they stand, and how each stands to the child."""

import re
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import prefetch_related_objects

from tsunagu.prepared import Prepared
from tsunagu.school.enums import Custody
from tsunagu.school.guardian_rules import Standing
from tsunagu.school.models import Guardian, GuardianLimit

_LIMITS = Prepared(
    lambda guardians, day: (
        GuardianLimit.objects.on(day).filter(guardian__in=guardians).order_by("-first", "-pk")
    ),
    [UUID],
    date,
)


def with_limits(guardians: Iterable[Guardian], on: date) -> list[Guardian]:
    """The guardians with their `limit` of that day, those who have one after the others.

    A number that someone under a limit has too is held back under whatever name it stands.
    """
    rows = list(guardians)
    limits = _LIMITS.objects(GuardianLimit, [one.pk for one in rows], on)
    prefetch_related_objects(limits, "by")
    of = {limit.guardian_id: limit for limit in limits}
    held = {_line(one): of[one.pk] for one in rows if one.phone and one.pk in of}
    for guardian in rows:
        guardian.limit = of.get(guardian.pk) or held.get(_line(guardian))
    return sorted(rows, key=lambda guardian: guardian.limit is not None)


def _line(guardian: Guardian) -> tuple[UUID, str]:
    """A child's number by its digits alone."""
    return guardian.pupil_id, re.sub(r"\D", "", guardian.phone)


def standing_of(guardian: Guardian, on: date) -> Standing:
    """How a guardian stands to the child on a day, as `guardian_rules.guardian_may` asks it."""
    return standings_of([guardian], on)[guardian.pk]


def standings_of(guardians: Iterable[Guardian], on: date) -> dict[UUID, Standing]:
    """How each of some guardians stands to its child on a day.

    The first registered was entered first and is called first. Where a later file makes these two
    people, nobody is: then only papers speak.
    """
    rows = list(guardians)
    around: dict[UUID, list[Guardian]] = defaultdict(list)
    for one in Guardian.objects.filter(pupil__in={row.pupil_id for row in rows}).order_by("pk"):
        around[one.pupil_id].append(one)
    limits = GuardianLimit.objects.on(on).filter(guardian__in=[row.pk for row in rows])
    limited = set(limits.values_list("guardian", flat=True))
    return {row.pk: _standing(row, around[row.pupil_id], row.pk in limited) for row in rows}


def _standing(guardian: Guardian, around: Iterable[Guardian], limited: bool) -> Standing:
    others = [one for one in around if one.pk != guardian.pk]
    return Standing(
        custody=guardian.custody,
        papers_seen=guardian.papers_seen_on is not None,
        first_registered=not any(
            one.pk < guardian.pk or one.order < guardian.order for one in others
        ),
        another_alone=any(
            one.custody == Custody.SOLE and one.papers_seen_on is not None for one in others
        ),
        limited=limited,
    )
