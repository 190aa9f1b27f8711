"""States of a sheet, and of many being printed."""

from django.db import models


class SheetState(models.TextChoices):
    """A sheet is written, completed once, and never deleted by hand."""

    DRAFT = "draft", "書きかけ"
    COMPLETE = "complete", "完成"
    WITHDRAWN = "withdrawn", "取り下げ"


MOVES: dict[SheetState, frozenset[SheetState]] = {
    SheetState.DRAFT: frozenset({SheetState.COMPLETE, SheetState.WITHDRAWN}),
    SheetState.COMPLETE: frozenset({SheetState.WITHDRAWN}),
    SheetState.WITHDRAWN: frozenset(),
}
"""To which states a sheet goes on from each. One completed is corrected by another in its place."""


class BundleState(models.TextChoices):
    """Where the printing of many sheets stands."""

    AT_WORK = "at_work", "印刷しています"
    CANCELLED = "cancelled", "取りやめました"
    DONE = "done", "できました"
    ENDED = "ended", "できませんでした"


MAY_GO_ON = frozenset({BundleState.CANCELLED, BundleState.DONE, BundleState.ENDED})
"""From these somebody may have it go on where it stopped: what is set already stays."""
