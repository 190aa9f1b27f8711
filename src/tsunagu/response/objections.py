"""What here speaks against taking a roster back: what people did in response to what it brought."""

from typing import Any

from django.db.models import Q

from tsunagu.intake.models import ImportRun, RunKind
from tsunagu.response.enums import TaskKind
from tsunagu.response.models import (
    Contact,
    ContactRhythm,
    GoodReason,
    HandOn,
    ProtectionFlag,
    RuleFreeze,
    Sharing,
    Task,
)
from tsunagu.school.imports.acted_on import Act, Keys, brought, told, untold

PROTECTION = Q(kind=TaskKind.PROTECTION)


def _ended(what: str, which: Q) -> Act:
    """Tasks of some kinds that people have ended."""
    return Act(Task, what, by="ended_person", at="ended_at", people=True, which=which)


ACTS = (
    Act(Contact, "家庭との連絡を記録しています"),
    Act(Sharing, "共有を記録しています"),
    _ended("対応を終えています", ~PROTECTION),
    Act(ContactRhythm, "連絡の約束を書いています", at=""),
    Act(RuleFreeze, "見直しの日を決めています", at=""),
    Act(HandOn, "職員の入れ替わりで、この名簿の職員に引き継ぐと決めています", of="to", at=""),
)
UNTOLD = (
    Act(GoodReason, "", at=""),
    Act(ProtectionFlag, "", at=""),
    _ended("", PROTECTION),
)
"""Of these it is said neither who wrote them nor how many, so that no registration shows."""


def acted_on(*, run: ImportRun, created: Keys, changed: Keys, **_: Any) -> list[str]:
    """Who contacted, shared, ended tasks or agreed something about the run's pupils."""
    if run.kind != RunKind.ROSTER:
        return []
    what = brought(run, created, changed)
    return [*(line for act in ACTS for line in told(act, what)), *untold(UNTOLD, what)]
