"""What a conference could speak about: a proposal from what is open, for people to edit."""

from collections.abc import Iterator

from tsunagu.access.actor import Actor
from tsunagu.access.policy import Deed
from tsunagu.cases.case_enums import Wisher
from tsunagu.cases.models import Case
from tsunagu.clock import in_words, today
from tsunagu.forms.enums import SheetState
from tsunagu.forms.models import Sheet
from tsunagu.response.enums import TaskKind
from tsunagu.response.models import Task

MOST_TASKS = 5


def proposed(case: Case, actor: Actor) -> str:
    """What is open, a line each: wishes first; of what the actor may see alone."""
    return "\n".join(_lines(case, actor))


def _lines(case: Case, actor: Actor) -> Iterator[str]:
    heard = set(case.wishes.values_list("whose", flat=True))
    for who in Wisher:
        if who not in heard:
            yield f"{who.label}の願いをまだ聞いていない：だれがいつ聞くか"
    steps = case.small_steps.to_do()
    for step in steps.select_related("who").order_by("until", "place", "pk"):
        yield f"前に決めたこと：{step.told}"
    tasks = Task.objects.visible_to(actor, Deed.END_TASK).owed().exclude(kind=TaskKind.STEP)
    tasks = tasks.filter(pupil=case.pupil_id).select_related("decision__sharing")
    for task in tasks.order_by("due", "pk")[:MOST_TASKS]:
        yield f"まだしていない対応：{task.asks}（{in_words(task.due)}まで）"
    sheets = Sheet.objects.visible_to(actor, Deed.SEE_SHEET).select_related("version")
    sheets = sheets.filter(pupil=case.pupil_id, school=case.school_id, state=SheetState.DRAFT)
    for sheet in sheets.order_by("begun_at", "pk"):
        yield f"書きかけの様式：{sheet.definition.title}"
    if case.review_on and case.review_on <= today():
        yield f"見直しの日（{in_words(case.review_on)}）が来ている"
