"""What this room does when an import is to be taken back."""

from datetime import date
from typing import Any

from tsunagu.attendance.imports.swapping import derive_again
from tsunagu.attendance.models import Correction, FileMark, MonthClose
from tsunagu.clock import in_words
from tsunagu.intake.models import ImportRun, RunKind


def acted_on(*, run: ImportRun, **_: Any) -> list[str]:
    """Who corrected a day that the run's file spoke of since, and which months were closed since.

    A month closed before the import was not changed by it.
    """
    if run.kind != RunKind.ATTENDANCE:
        return []
    days = [date.fromisoformat(run.options[name]) for name in ("from", "to")]
    pupils = FileMark.objects.filter(run=run).values("pupil_id")
    corrections = (
        Correction.objects.filter(at__gte=run.at, day__range=days, pupil__in=pupils)
        .select_related("by")
        .order_by("day", "at", "pk")
    )
    told = [
        f"{one.by.name if one.by else '取り込み'}が{in_words(one.day, year=True)}の"
        "出欠を訂正しています"
        for one in corrections
    ]
    closes = MonthClose.objects.filter(
        at__gte=run.at,
        school__in=run.options["schools"],
        month__range=(days[0].replace(day=1), days[1]),
    ).select_related("by", "school")
    told += [
        f"{one.by.name}が{one.school.name}の{one.month.year}年{one.month.month}月の"
        "出席簿を確定しています"
        for one in closes.order_by("month", "pk")
    ]
    return told


def undone(*, run: ImportRun, **_: Any) -> None:
    """An attendance file was taken back: earlier files speak for its days again."""
    if run.kind == RunKind.ATTENDANCE:
        derive_again(run)
        FileMark.objects.filter(run=run).delete()
