"""The one way in to a sheet: visible or not there at all."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import Http404

from tsunagu.access.actor import Actor
from tsunagu.access.looks import note_look
from tsunagu.access.policy import Deed
from tsunagu.forms.models import Sheet
from tsunagu.packs.forms import FormField

TO_SHOW = ("school", "begun_by", "ended_by", "replaces")
"""What a page says of a sheet beside its answers."""


def the_sheet(actor: Actor, key: UUID, deed: Deed, *, along: Sequence[str] = TO_SHOW) -> Sheet:
    """A sheet to which the actor may do the deed, with what is read along. Raises `Http404`."""
    rows = Sheet.objects.visible_to(actor, deed).filter(pk=key)
    sheet = rows.select_related("version", "pupil", *along).first()
    if sheet is None:
        raise Http404
    return sheet


def note_look_at(actor: Actor, sheet: Sheet, *, kind: str, **details: Any) -> None:
    """Write to the audit whose record a sheet shows: its child's, or that of each it names."""
    named = sheet.listed.values_list("pupil", flat=True)
    note_look(
        actor,
        Deed.SEE_SHEET,
        kind=kind,
        key=sheet.pk,
        pupil=sheet.pupil_id or "",
        pupils=None if sheet.pupil_id else list(named) or [""],
        scope=sheet.scope,
        form=sheet.form,
        **details,
    )


def the_question(sheet: Sheet, name: str) -> FormField:
    """A question of the sheet's form. Raises `Http404`."""
    for field in sheet.definition.fields:
        if field.id == name:
            return field
    raise Http404
