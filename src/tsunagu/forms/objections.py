"""What here speaks against taking a roster back: sheets that people have begun on its pupils."""

from typing import Any

from tsunagu.forms.models import Listed, Sheet
from tsunagu.intake.models import ImportRun, RunKind
from tsunagu.school.imports.acted_on import Act, Keys, brought, told

ACT = Act(Sheet, "様式を書いています", by="begun_by", at="begun_at")
LISTS = Act(Listed, "一覧表に書いています", by="sheet__begun_by", at="sheet__begun_at")


def acted_on(*, run: ImportRun, created: Keys, changed: Keys, **_: Any) -> list[str]:
    """Who has begun sheets on the run's pupils: they would be deleted with these."""
    if run.kind != RunKind.ROSTER:
        return []
    what = brought(run, created, changed)
    return [*told(ACT, what), *told(LISTS, what)]
