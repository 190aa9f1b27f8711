"""Correction on request, with the old value kept, and stop of use; or why not."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model

from tsunagu.access.actor import Actor
from tsunagu.access.policy import Deed
from tsunagu.access.refusal import Refused
from tsunagu.clock import now
from tsunagu.response.actions.decisions import withdraw_decisions
from tsunagu.response.changes import note_pupils
from tsunagu.response.models import Sharing
from tsunagu.rights.actions.common import allow, held, reopen, write_down
from tsunagu.rights.enums import ClaimKind
from tsunagu.rights.models import Claim, Remedy
from tsunagu.school.held import holding, holdings

CORRECTED_HERE = {
    "school.pupil": (
        "family_name",
        "given_name",
        "family_kana",
        "given_kana",
        "sex",
        "birth_date",
    ),
    "school.guardian": ("name", "relation", "phone", "language", "note"),
}
"""Master data that a claim corrects; all else is corrected at its own screen or on paper."""

REGISTER = (
    "school.pupil",
    "school.enrolment",
    "attendance.mark",
    "attendance.stay",
    "attendance.filemark",
    "attendance.correction",
    "attendance.openingbalance",
)
"""The register of pupils and of attendance, kept by law: its use is not stopped."""


@dataclass(frozen=True)
class Choice:
    """A record, or a field of one, that a claim can be about."""

    holding: str
    key: UUID
    field: str
    label: str

    @property
    def name(self) -> str:
        """Its name in a form."""
        return f"{self.holding}:{self.key}:{self.field}"


def choices(claim: Claim) -> list[Choice]:
    """What a claim can be about, in the order in which it is held."""
    found = []
    for one in holdings():
        correction = claim.kind == ClaimKind.CORRECTION
        fields = CORRECTED_HERE.get(one.name, ("",)) if correction else ("",)
        for row in one.told_of(claim.pupil):
            read = {line["field"]: line for line in one.lines(row)}
            day = one.day_of(row)
            said = "　".join(line["text"] for line in read.values() if line["free"])[:40]
            for name in fields:
                words = f"{day:%Y年%-m月%-d日}　{said}" if day else said
                if name:
                    shown = next(each for each in one.shown if each.name == name)
                    words = f"{shown.label}：{read[name]['text'] if name in read else ''}"
                found.append(Choice(one.name, row.pk, name, f"{one.label}　{words}"))
    return found


def settle(
    *, claim: Claim, choice: Choice, after: str, granted: bool, why: str, by: Actor
) -> Remedy:
    """Decide on one record of a claim, until it is approved. Raises `Denied` and `Refused`.

    One that a claim does not change is granted once that was done at its own screen or on paper.
    """
    person = allow(by, Deed.REVIEW_CLAIM, claim)
    reasons = [] if why.strip() else ["決めた理由を書いてください。"]
    if granted and claim.kind == ClaimKind.STOP and choice.holding in REGISTER:
        reasons.append("学籍と出欠の記録は、法令で残します。応じない理由を残してください。")
    if granted and choice.field and not reasons:
        reasons += _faults(choice, after.strip())
    if reasons:
        raise Refused(reasons)
    with transaction.atomic():
        claim = held(claim)
        reopen(claim)
        remedy, _ = Remedy.objects.update_or_create(
            claim=claim,
            holding=choice.holding,
            key=choice.key,
            field=choice.field,
            defaults={
                "municipality": claim.municipality,
                "after": after.strip(),
                "granted": granted,
                "why": why.strip(),
                "by": person,
                "at": now(),
            },
        )
        codes = {"holding": choice.holding, "record": str(choice.key), "field": choice.field}
        write_down(by, Deed.REVIEW_CLAIM, claim, **codes, granted=granted)
    return remedy


def _faults(choice: Choice, after: str) -> list[str]:
    """Why a field cannot hold what is asked for."""
    source: Any = holding(choice.holding).model._meta.get_field(choice.field)
    try:
        source.clean(_meant(source, after), None)
    except ValidationError as error:
        return [f"「{after}」は入れられません。{'、'.join(error.messages)}"]
    return []


def _meant(source: Any, text: str) -> str | None:
    """The value that a text stands for: of choices the code of the label."""
    codes = {label: code for code, label in source.flatchoices}
    return codes.get(text, text) or (None if source.null else "")


def _row_of(remedy: Remedy) -> Model | None:
    """The record as it is held now; none where an import has taken it away."""
    return holding(remedy.holding).model._base_manager.filter(pk=remedy.key).first()


def drop_gone(claim: Claim) -> int:
    """Forget what was decided on records that are held no more; how many decisions that were."""
    gone = [one.pk for one in claim.remedies.all() if not (one.elsewhere or _row_of(one))]
    claim.remedies.filter(pk__in=gone).delete()
    return len(gone)


def carry_out(claim: Claim, by: Actor) -> None:
    """Do what was approved, in the approval's transaction. Raises `Refused`."""
    for remedy in claim.remedies.filter(granted=True).order_by("at", "pk"):
        if not remedy.elsewhere:
            _change(claim, remedy, by)
        codes = {"holding": remedy.holding, "record": str(remedy.key), "field": remedy.field}
        write_down(by, Deed.APPROVE_CLAIM, claim, **codes)
    note_pupils(claim.municipality_id, [claim.pupil_id])


def _change(claim: Claim, remedy: Remedy, by: Actor) -> None:
    """What one decision changes here."""
    row = _row_of(remedy)
    if row is None:
        raise Refused(
            ["記録が、決めたあとになくなりました。見直しに戻して、決めなおしてください。"]
        )
    if claim.kind == ClaimKind.STOP:
        _stop(row, by)
    else:
        _correct(row, remedy)


def _correct(row: Model, remedy: Remedy) -> None:
    """The new value in the old one's place, which stays on record."""
    source: Any = row._meta.get_field(remedy.field)
    old = getattr(row, remedy.field)
    remedy.before = "" if old is None else str(dict(source.flatchoices).get(old, old))
    remedy.save(update_fields=["before"])
    value = _meant(source, remedy.after)
    setattr(row, remedy.field, source.to_python(value))
    row.save(update_fields=[remedy.field])


def _stop(row: Model, by: Actor) -> None:
    """Nobody uses the record any more; what is still owed from it is owed no more."""
    if isinstance(row, Sharing):
        withdraw_decisions(row, by)
        row.decisions.update(stopped=True)
    type(row)._base_manager.filter(pk=row.pk).update(stopped=True)
