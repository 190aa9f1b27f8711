"""What here speaks against taking an import back: what it would need was deleted by retention."""

from typing import Any

from tsunagu.intake.models import ImportRun
from tsunagu.school.holdings import ERASED


def acted_on(*, run: ImportRun, **_: Any) -> list[str]:
    """Say that what stood before an import is known no more."""
    if run.file_name != ERASED:
        return []
    return ["保存の期間が過ぎて、取り込む前の値を消しました"]
