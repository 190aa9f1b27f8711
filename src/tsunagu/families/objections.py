"""What here speaks against taking an import back: letters made for the guardians it brought."""

from typing import Any

from tsunagu.families.models import FamilyLetter
from tsunagu.intake.models import ImportRun, RunKind
from tsunagu.school.imports.acted_on import NONE, Act, Keys, brought, told

LETTERS = Act(FamilyLetter, "保護者の画面への招待状を作っています", of="guardian__pupil")


def acted_on(*, run: ImportRun, created: Keys, changed: Keys, **_: Any) -> list[str]:
    """Who made letters for the run's pupils, or for guardians it brought."""
    if run.kind == RunKind.ROSTER:
        return told(LETTERS, brought(run, created, changed))
    guardians = created.get("school.guardian", NONE) if run.kind == RunKind.GUARDIANS else NONE
    made = FamilyLetter.objects.filter(guardian__in=guardians).count()
    return [f"保護者の画面への招待状を作っています（{made}件）"] if made else []
