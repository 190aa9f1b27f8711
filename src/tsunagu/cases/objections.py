"""What here speaks against taking a roster back, told so that no suspicion shows by it."""

from typing import Any

from tsunagu.cases.models import Case, Consent, Handover, Share, Suspicion
from tsunagu.intake.models import ImportRun, RunKind
from tsunagu.school.imports.acted_on import Act, Keys, brought, untold

ACTS = (
    Act(Consent, ""),
    Act(Share, "", by="asked_by", at="asked_at"),
    Act(Suspicion, ""),
    Act(Case, "", by="begun_by", at="begun_at"),
    Act(Handover, "", by="prepared_by"),
)


def acted_on(*, run: ImportRun, created: Keys, changed: Keys, **_: Any) -> list[str]:
    """One sentence where anybody shared, agreed or suspected something of the run's pupils."""
    if run.kind != RunKind.ROSTER:
        return []
    return untold(ACTS, brought(run, created, changed))
