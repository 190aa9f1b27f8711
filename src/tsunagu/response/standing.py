"""What people did in response to what a roster brought, before it is taken back."""

from typing import Any

from tsunagu.intake.models import ImportRun, RunKind
from tsunagu.response.models import (
    Contact,
    ContactRhythm,
    GoodReason,
    ProtectionFlag,
    RuleFreeze,
    Sharing,
    Task,
)
from tsunagu.school.imports.standing import Deeds, Keys, brought, told

DEEDS = (
    Deeds(Contact, "家庭との連絡を記録しています"),
    Deeds(Sharing, "共有を記録しています"),
    Deeds(Task, "対応を終えています", by="ended_person", at="ended_at", people=True),
    Deeds(ContactRhythm, "連絡の約束を書いています", at=""),
    Deeds(RuleFreeze, "見直しの日を決めています", at=""),
    Deeds(GoodReason, "正当な理由を書いています", at=""),
    Deeds(ProtectionFlag, "管理職だけの記録を書いています", at=""),
)


def acted_on(*, run: ImportRun, created: Keys, changed: Keys, **_: Any) -> list[str]:
    """Who contacted, shared, ended tasks or agreed something about the run's pupils."""
    if run.kind != RunKind.ROSTER:
        return []
    what = brought(run, created, changed)
    return [line for deeds in DEEDS for line in told(deeds, what)]
