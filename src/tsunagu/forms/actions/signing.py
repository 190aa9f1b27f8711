"""Signing: by the one who signs, for themselves."""

from django.db import transaction

from tsunagu.access.actor import Actor
from tsunagu.access.policy import Deed
from tsunagu.access.refusal import Refused
from tsunagu.clock import JST, now
from tsunagu.forms.actions.common import allow, locked, note
from tsunagu.forms.models import Answer, Sheet
from tsunagu.forms.signals import signed
from tsunagu.packs.forms import FormField


def sign_sheet(*, sheet: Sheet, field: FormField, by: Actor) -> Answer:
    """Put one's own name under a sheet, as a manager where the form asks for one.

    Raises `Denied`, and `Refused` where somebody has signed there, or a room that is told refuses.
    """
    deed = Deed.SIGN_SHEET if field.signed_by == "manager" else Deed.WRITE_SHEET
    person = allow(by, deed, sheet)
    if field.kind != "sign":
        raise Refused([f"「{field.label}」は署名する欄ではありません"])
    with transaction.atomic():
        row = locked(sheet)
        if Answer.objects.filter(sheet=row, field=field.id).exists():
            raise Refused([f"「{field.label}」は、もう署名されています"])
        at = now().astimezone(JST).isoformat(timespec="minutes")
        answer = Answer.objects.create(
            municipality_id=row.municipality_id,
            sheet=row,
            field=field.id,
            value={"person": str(person.pk), "name": person.name, "at": at},
            by=person,
            at=now(),
        )
        note(by, deed, row, "signature", field=field.id)
        signed.send(Sheet, sheet=row, field=field, by=by)
    return answer
