"""Writing one answer: saved as one types, and never over what somebody else has just written."""

from datetime import timedelta
from uuid import UUID

from django.db import transaction

from tsunagu.access.actor import Actor
from tsunagu.access.policy import Deed
from tsunagu.access.refusal import Refused
from tsunagu.clock import now, today
from tsunagu.forms.actions.common import allow, hold, note
from tsunagu.forms.answers import Seen, Value
from tsunagu.forms.models import Answer, Sheet
from tsunagu.forms.signals import answered
from tsunagu.org.models import Person
from tsunagu.packs.forms import FormField
from tsunagu.prepared import Prepared

UNSEEN = Seen()
ON_ITS_WAY = timedelta(minutes=1)
"""How long the answer to who saves may be on its way."""
LONGEST_NAME, LONGEST_SEEN = 200, 2_000
"""Characters of who saw it, and of what was seen."""
_KNOWN = Prepared(lambda sheet, field: Answer.objects.filter(sheet=sheet, field=field), UUID, str)


class Changed(Exception):
    """Somebody else has written the answer since it was read; `now` is what they wrote."""

    def __init__(self, now: Answer) -> None:
        self.now = now
        super().__init__(now.field)


def save_answer(
    *,
    sheet: Sheet,
    field: FormField,
    value: Value,
    number: int,
    by: Actor,
    seen: Seen = UNSEEN,
    leaving: bool = False,
) -> Answer:
    """Save the answer to a question; `number` is the answer's as the writer read it, 0 for none.

    The same words again change nothing. Who is `leaving` the page may not have heard yet that
    their own words of just before were saved, and writes over those. Raises `Denied`, `Refused`
    and `Changed`.
    """
    scope = sheet.scope
    person = allow(by, Deed.WRITE_SHEET, sheet, scope=scope)
    if field.kind == "sign":
        raise Refused([f"「{field.label}」は、署名のボタンで入れます"])
    if len(seen.by) > LONGEST_NAME or len(seen.what) > LONGEST_SEEN:
        raise Refused(
            [
                f"「{field.label}」の見た人は{LONGEST_NAME}文字、見たことは{LONGEST_SEEN:,}文字までです"
            ]
        )
    if seen.on and seen.on > today():
        raise Refused([f"「{field.label}」の見た日が、これから先になっています"])
    with transaction.atomic():
        hold(sheet)
        known = next(iter(_KNOWN.objects(Answer, sheet.pk, field.id)), None)
        if known and known.value == value and known.given.seen == seen:
            return known
        if leaving and known and _just_written(known, number, person):
            number = known.number
        if (known.number if known else 0) != number:
            raise Changed(known) if known else Refused(["この項目を開き直してください"])
        answer = known or Answer(municipality_id=sheet.municipality_id, field=field.id, number=0)
        answer.sheet, before = sheet, answer.value
        answer.value, answer.by, answer.at = value, person, now()
        answer.seen_by, answer.seen_on, answer.seen_what = seen.by, seen.on, seen.what
        answer.number += 1
        answer.save()
        note(by, Deed.WRITE_SHEET, sheet, "answer", scope=scope, field=field.id)
        answered.send(Sheet, answer=answer, field=field, before=before, by=by)
    return answer


def _just_written(known: Answer, number: int, person: Person) -> bool:
    """Is the answer the person's own of just before, the next after the one they read?"""
    own = known.by_id == person.pk and known.number == number + 1
    return own and now() - known.at < ON_ITS_WAY
