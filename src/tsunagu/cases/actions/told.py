"""What an answer on a sheet gives to suspect: told to the managers at once, once a sheet."""

from typing import Any

from tsunagu.access.actor import Actor
from tsunagu.cases.actions.suspicions import follow_sheet, record_suspicion
from tsunagu.cases.enums import FOLLOWED
from tsunagu.cases.models import Suspicion
from tsunagu.clock import today
from tsunagu.forms.answers import Value, told
from tsunagu.forms.models import Answer, Sheet
from tsunagu.forms.wording import in_words_of
from tsunagu.packs.forms import FormField


def answered(*, answer: Answer, field: FormField, before: Value, by: Actor, **_: Any) -> None:
    """Record a suspicion where the answer has come to tell of abuse; waits for nobody.

    Where managers are acting on one of the same sheet, or of those that it corrects, the new words
    stand beside it instead; also where the answer is taken back.
    """
    was, now = ("abuse" in told(field, value) for value in (before, answer.value))
    pupil = answer.sheet.pupil
    if was == now or pupil is None:
        return
    words = _words(answer, field)
    known = Suspicion.objects.filter(sheet__in=_line(answer.sheet), state__in=FOLLOWED).first()
    if known:
        follow_sheet(suspicion=known, text=words, by=by)
    elif now:
        record_suspicion(
            pupil=pupil,
            child_words="",
            seen=words,
            witness=answer.seen_by[:100],
            on=answer.seen_on or today(),
            time=None,
            sheet=answer.sheet,
            by=by,
        )


def _words(answer: Answer, field: FormField) -> str:
    """Where it was written, and what; on what it rests, as far as that is said already."""
    title, said = answer.sheet.definition.title, in_words_of(field, answer.value)
    words = f"様式「{title}」の「{field.label}」の答え：{said or '（消した）'}"
    return f"{words}\n{answer.seen_what}".strip()


def _line(sheet: Sheet) -> list[Sheet]:
    """A sheet with those whose place it took."""
    line = [sheet]
    while line[-1].replaces:
        line.append(line[-1].replaces)
    return line
