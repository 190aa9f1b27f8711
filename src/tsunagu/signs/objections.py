"""What here speaks against taking a roster or alerts back: what was noticed and answered since."""

from typing import Any

from tsunagu.intake.models import ImportRun, RunKind
from tsunagu.school.imports.acted_on import Act, Brought, Keys, brought, told
from tsunagu.signs.models import Alert, CheckIn, Sign, SignAnswer, Visit

ANSWERED = Act(SignAnswer, "気づいたことについてしたことを書いています")
ACTS = (
    Act(Sign, "気づいたことを書いています"),
    Act(CheckIn, "子どもの心の天気を読んでいます", by="read_by", at="read_at"),
    Act(Visit, "保健室に来たことを書いています"),
    Act(Alert, "学習ポータルからの知らせを取り込んでいます", by="run__by"),
    ANSWERED,
)


def acted_on(*, run: ImportRun, created: Keys, changed: Keys, **_: Any) -> list[str]:
    """Who noticed something of the run's pupils, or answered it; of alerts, who answered since."""
    if run.kind == RunKind.ALERTS:
        return told(ANSWERED, _alerted(run))
    if run.kind != RunKind.ROSTER:
        return []
    what = brought(run, created, changed)
    return [line for act in ACTS for line in told(act, what)]


def _alerted(run: ImportRun) -> Brought:
    """The pupils of whom a run brought alerts."""
    pupils = Alert.objects.filter(run=run).values_list("pupil", flat=True)
    return Brought(run, new=frozenset(), moved=frozenset(pupils))
