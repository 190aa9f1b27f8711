"""What here speaks against taking a roster back: children who asked for help since."""

from typing import Any

from tsunagu.intake.models import ImportRun, RunKind
from tsunagu.school.imports.acted_on import Act, Keys, brought, untold
from tsunagu.sos.models import Sos

ACTS = (Act(Sos, "", by="wanted", at="at"),)


def acted_on(*, run: ImportRun, created: Keys, changed: Keys, **_: Any) -> list[str]:
    """That something was entered about the run's pupils; neither what nor by whom."""
    if run.kind != RunKind.ROSTER:
        return []
    return untold(ACTS, brought(run, created, changed))
