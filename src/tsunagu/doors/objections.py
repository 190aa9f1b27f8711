"""What here speaks against taking a roster back: pictures handed to the children it brought."""

from typing import Any

from tsunagu.doors.models import ClassCode, PictureDoor
from tsunagu.intake.models import ImportRun, RunKind
from tsunagu.school.imports.acted_on import Act, Keys, brought, told

ACTS = (
    Act(PictureDoor, "絵のあいことばを渡しています", people=True),
    Act(ClassCode, "学級のあいことばを作っています", of="classroom"),
)


def acted_on(*, run: ImportRun, created: Keys, changed: Keys, **_: Any) -> list[str]:
    """Who opened a door for the run's pupils and classes."""
    if run.kind != RunKind.ROSTER:
        return []
    what = brought(run, created, changed)
    return [line for act in ACTS for line in told(act, what)]
