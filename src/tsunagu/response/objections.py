"""What here speaks against taking a roster back: what people did in response to what it brought."""

from typing import Any

from django.db.models import Q

from tsunagu.intake.models import ImportRun, RunKind
from tsunagu.response.enums import TaskKind
from tsunagu.response.models import (
    Contact,
    ContactRhythm,
    GoodReason,
    ProtectionFlag,
    RuleFreeze,
    Sharing,
    Task,
)
from tsunagu.school.imports.deeds import Deeds, Keys, brought, told, untold

PROTECTION = Q(kind=TaskKind.PROTECTION)


def _ended(what: str, which: Q) -> Deeds:
    """Tasks of some kinds that people have ended."""
    return Deeds(Task, what, by="ended_person", at="ended_at", people=True, which=which)


DEEDS = (
    Deeds(Contact, "家庭との連絡を記録しています"),
    Deeds(Sharing, "共有を記録しています"),
    _ended("対応を終えています", ~PROTECTION),
    Deeds(ContactRhythm, "連絡の約束を書いています", at=""),
    Deeds(RuleFreeze, "見直しの日を決めています", at=""),
)
UNTOLD = (
    Deeds(GoodReason, "", at=""),
    Deeds(ProtectionFlag, "", at=""),
    _ended("", PROTECTION),
)
"""Of these it is said neither who wrote them nor how many, so that no registration shows."""


def acted_on(*, run: ImportRun, created: Keys, changed: Keys, **_: Any) -> list[str]:
    """Who contacted, shared, ended tasks or agreed something about the run's pupils."""
    if run.kind != RunKind.ROSTER:
        return []
    what = brought(run, created, changed)
    return [*(line for deeds in DEEDS for line in told(deeds, what)), *untold(UNTOLD, what)]
