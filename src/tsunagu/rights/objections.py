"""What here speaks against taking an import back: claims, and what retention has deleted."""

from typing import Any

from tsunagu.intake.models import ImportRun, RunKind
from tsunagu.rights.models import Claim
from tsunagu.school.holdings import ERASED
from tsunagu.school.imports.acted_on import Act, Keys, brought, untold


def acted_on(*, run: ImportRun, created: Keys, changed: Keys, **_: Any) -> list[str]:
    """Say that what stood before an import is known no more, or that records stand on it."""
    if run.file_name == ERASED:
        return ["保存の期間が過ぎて、取り込む前の値を消しました"]
    if run.kind != RunKind.ROSTER:
        return []
    return untold([Act(Claim, "")], brought(run, created, changed))
