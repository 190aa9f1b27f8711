"""What here speaks against taking a roster back: what was noticed of the children it brought."""

from typing import Any

from tsunagu.intake.models import ImportRun, RunKind
from tsunagu.school.imports.acted_on import Act, Keys, brought, told
from tsunagu.signs.models import Sign, SignAnswer, Visit

ACTS = (
    Act(Sign, "気づいたことを書いています"),
    Act(Visit, "保健室に来たことを書いています"),
    Act(SignAnswer, "気づいたことについてしたことを書いています"),
)


def acted_on(*, run: ImportRun, created: Keys, changed: Keys, **_: Any) -> list[str]:
    """Who noticed something of the run's pupils, or answered it."""
    if run.kind != RunKind.ROSTER:
        return []
    what = brought(run, created, changed)
    return [line for act in ACTS for line in told(act, what)]
