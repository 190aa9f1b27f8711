"""A sheet's life: begun with what is known, completed once, withdrawn or corrected by another."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from tsunagu.access.actor import Actor, Scope
from tsunagu.access.policy import Deed, Denied, may, require
from tsunagu.access.refusal import Refused
from tsunagu.clock import now, school_year_of, today
from tsunagu.forms.actions.common import allow, allow_list, locked, note, writer_of
from tsunagu.forms.answers import faults
from tsunagu.forms.enums import SheetState
from tsunagu.forms.filling import Known, Occasion, found
from tsunagu.forms.models import Answer, Listed, Sheet, place_of
from tsunagu.forms.queries import form_in_force
from tsunagu.forms.signals import withdrawn
from tsunagu.org.models import Person
from tsunagu.packs.actions import version_of
from tsunagu.packs.forms import FormField
from tsunagu.school.homes import known_at
from tsunagu.school.models import Pupil, School

LONGEST_WHY = 500
"""Characters of a reason."""


def begin_sheet(
    *,
    form: str,
    school: School | None,
    pupil: Pupil | None,
    by: Actor,
    read: Mapping[str, Any] | None = None,
    within: Scope | None = None,
) -> Sheet:
    """Begin a sheet with every dated fact that is known. Raises `Denied` and `Refused`.

    It is on a pupil who is, was or is expected at the school, on a school, or with neither the
    board's own. The form is the one in force today; what is found stays marked with its place and
    its day. `read` is what the sources know of already, such as of which conference it tells;
    `within` is the case whose team begins it.
    """
    city = by.municipality
    place = place_of(city, school, pupil)
    require(by, Deed.WRITE_SHEET, within or place)
    if pupil is None:
        allow_list(by, place)
    if pupil and not (school and known_at(pupil, school)):
        raise Denied(Deed.WRITE_SHEET)
    person = writer_of(by)
    inforce = form_in_force(city, form)
    if inforce is None:
        raise Refused(["この様式は、今日は使われていません"])
    pack, definition = inforce
    if definition.about != ("pupil" if pupil else "school" if school else "board"):
        raise Refused(["この様式は、子ども、学校、教育委員会のどれについてのものかが違います"])
    numbers = may(by, Deed.SEE_GUARDIAN, place)
    occasion = Occasion(city, school, pupil, person, today(), numbers, dict(read or {}))
    with transaction.atomic():
        sheet = Sheet.objects.create(
            municipality=city,
            form=form,
            version=version_of(pack, definition),
            school=school,
            pupil=pupil,
            school_year=school_year_of(today()).year,
            begun_by=person,
            begun_at=now(),
        )
        known = [(field, found(field, occasion)) for field in definition.fields]
        Answer.objects.bulk_create(
            _first(sheet, field, one, person, sheet.begun_at) for field, one in known if one
        )
        _list(sheet, (key for _, one in known if one for key in one.pupils))
        note(by, Deed.WRITE_SHEET, sheet, begun=True)
    return sheet


def _list(sheet: Sheet, pupils: Iterable[UUID]) -> None:
    """Note whom a sheet names, row by row."""
    Listed.objects.bulk_create(
        Listed(municipality_id=sheet.municipality_id, sheet=sheet, pupil_id=key, number=number)
        for number, key in enumerate(pupils)
    )


def _first(sheet: Sheet, field: FormField, known: Known, person: Person, at: datetime) -> Answer:
    """An answer that was found, as the first of its field."""
    return Answer(
        municipality_id=sheet.municipality_id,
        sheet=sheet,
        field=field.id,
        value=known.value,
        first=known.value,
        origin=known.origin,
        origin_on=known.on,
        by=person,
        at=at,
    )


def complete_sheet(*, sheet: Sheet, by: Actor) -> Sheet:
    """Complete a sheet: nothing on it changes any more. Raises `Denied`, and `Refused` with every
    question that still wants an answer.
    """
    person = allow(by, Deed.WRITE_SHEET, sheet)
    with transaction.atomic():
        row = locked(sheet)
        if said := faults(row.definition, row.answers()):
            raise Refused([words for one in said.values() for words in one])
        _end(row, SheetState.COMPLETE, person, "")
        note(by, Deed.WRITE_SHEET, row, completed=True)
    return row


def withdraw_sheet(*, sheet: Sheet, why: str, by: Actor) -> Sheet:
    """Take a sheet back, written or completed, with the reason. Raises `Denied` and `Refused`."""
    person = allow(by, Deed.WRITE_SHEET, sheet)
    if not why.strip():
        raise Refused(["取り下げるわけを書いてください"])
    if len(why.strip()) > LONGEST_WHY:
        raise Refused(
            [f"取り下げるわけは{LONGEST_WHY}文字までです（いま{len(why.strip()):,}文字）"]
        )
    with transaction.atomic():
        row = Sheet.objects.select_for_update(of=("self",)).get(pk=sheet.pk)
        if row.state == SheetState.WITHDRAWN:
            raise Refused(["この様式は、もう取り下げてあります"])
        _end(row, SheetState.WITHDRAWN, person, why.strip())
        note(by, Deed.WRITE_SHEET, row, withdrawn=True)
        withdrawn.send(Sheet, sheet=row, by=by)
    return row


def correct_sheet(*, sheet: Sheet, by: Actor) -> Sheet:
    """Begin a sheet that takes a completed one's place, with its answers but for signatures.

    Raises `Denied`, and `Refused` where it is not completed or is being corrected already.
    """
    person = allow(by, Deed.WRITE_SHEET, sheet)
    with transaction.atomic():
        old = Sheet.objects.select_for_update(of=("self",)).get(pk=sheet.pk)
        corrections = old.replaced_by.exclude(state=SheetState.WITHDRAWN)
        if old.state != SheetState.COMPLETE or corrections.exists():
            raise Refused(["完成した様式のうち、まだ訂正のないものだけを訂正できます"])
        new = Sheet.objects.create(
            municipality=old.municipality,
            form=old.form,
            version=old.version,
            school=old.school,
            pupil=old.pupil,
            school_year=old.school_year,
            begun_by=person,
            begun_at=now(),
            replaces=old,
        )
        signed = {one.id for one in old.definition.fields if one.kind == "sign"}
        Answer.objects.bulk_create(
            _copied(one, new) for one in old.written.exclude(field__in=signed)
        )
        _list(new, old.listed.order_by("number").values_list("pupil", flat=True))
        note(by, Deed.WRITE_SHEET, new, corrects=str(old.pk))
    return new


def _copied(one: Answer, sheet: Sheet) -> Answer:
    """The same answer on another sheet, by the same writer."""
    kept = ("field", "value", "seen_by", "seen_on", "seen_what", "origin", "origin_on", "first")
    values = {name: getattr(one, name) for name in kept}
    return Answer(
        municipality_id=sheet.municipality_id, sheet=sheet, by=one.by, at=one.at, **values
    )


def _end(sheet: Sheet, state: SheetState, person: Person, why: str) -> None:
    sheet.state, sheet.ended_by, sheet.ended_at, sheet.ended_why = state, person, now(), why
    sheet.save(update_fields=["state", "ended_by", "ended_at", "ended_why"])
