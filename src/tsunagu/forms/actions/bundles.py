"""Having many sheets printed: begin, take up again, cancel, close."""

from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from tsunagu.access.actor import Actor
from tsunagu.access.noted import note_deed
from tsunagu.access.policy import Deed, Denied, may_somewhere
from tsunagu.access.refusal import Refused
from tsunagu.clock import now
from tsunagu.forms.actions.common import writer_of
from tsunagu.forms.bundles import files_of, outdated, print_bundle, printable
from tsunagu.forms.enums import MAY_GO_ON, BundleState
from tsunagu.forms.models import Bundle, BundlePart
from tsunagu.org.models import Person

BUSY = "いま印刷しているものが終わるか、取りやめてから、次のものを始めてください"
NONE = "印刷できる完成した様式がありません"
MOVED_ON = "もう終わっているか、取りやめてあります"


def begin_bundle(*, form: str, school_year: int, by: Actor, school: UUID | None = None) -> Bundle:
    """Have all completed sheets of a form and year printed, in place of the person's last bundle.

    With `school` those of that school alone.

    Raises `Denied`, and `Refused` while that one is at work or where there is none to print.
    """
    person = _printer(by)
    sheets = printable(by).filter(form=form, school_year=school_year)
    sheets = sheets.filter(school=school) if school else sheets
    newest = sheets.select_related("version").order_by("-begun_at", "pk").first()
    if newest is None:
        raise Refused([NONE])
    with transaction.atomic():
        if Bundle.objects.filter(by=person, state=BundleState.AT_WORK).exists():
            raise Refused([BUSY])
        Bundle.objects.filter(by=person).delete()
        bundle = _created(
            municipality=by.municipality,
            by=person,
            form=form,
            title=newest.definition.title,
            school_year=school_year,
            at=now(),
            beat=now(),
        )
        BundlePart.objects.bulk_create(
            BundlePart(
                municipality=by.municipality,
                bundle=bundle,
                number=number,
                school=school,
                sheets=keys,
                count=len(keys),
            )
            for number, (school, keys) in enumerate(files_of(sheets))
        )
        _note(by, bundle, "begin")
        print_bundle.enqueue(str(bundle.pk))
    return bundle


def _created(**values: Any) -> Bundle:
    """A new bundle. Raises `Refused` where the person began one at the same moment elsewhere."""
    try:
        with transaction.atomic():
            return Bundle.objects.create(**values)
    except IntegrityError as other:
        raise Refused([BUSY]) from other


def resume_bundle(*, bundle: Bundle, by: Actor) -> None:
    """Go on where it stopped, and set anew what is out of date. Raises `Denied`, `Refused`."""
    _own(bundle, by)
    with transaction.atomic():
        stopped = Bundle.objects.filter(pk=bundle.pk, state__in=MAY_GO_ON)
        at_work = {"state": BundleState.AT_WORK, "turn": None, "beat": now(), "message": ""}
        if not stopped.update(**at_work):
            raise Refused([BUSY])
        old = [part.pk for part in outdated(bundle, by)]
        BundlePart.objects.filter(pk__in=old).update(content=None)
        _note(by, bundle, "go_on")
        print_bundle.enqueue(str(bundle.pk))


def cancel_bundle(*, bundle: Bundle, by: Actor) -> None:
    """Stop before the next file; what is printed stays. Raises `Denied` and `Refused`."""
    _own(bundle, by)
    with transaction.atomic():
        at_work = Bundle.objects.filter(pk=bundle.pk, state=BundleState.AT_WORK)
        if not at_work.update(state=BundleState.CANCELLED, turn=None):
            raise Refused([MOVED_ON])
        _note(by, bundle, "cancel")


def close_bundle(*, bundle: Bundle, by: Actor) -> None:
    """Remove a bundle with its papers. Raises `Denied`, and `Refused` while it is at work."""
    _own(bundle, by)
    with transaction.atomic():
        if not Bundle.objects.filter(pk=bundle.pk, state__in=MAY_GO_ON).delete()[0]:
            raise Refused([BUSY])
        _note(by, bundle, "clear")


def _printer(by: Actor) -> Person:
    if not may_somewhere(by, Deed.PRINT_SHEETS):
        raise Denied(Deed.PRINT_SHEETS)
    return writer_of(by)


def _own(bundle: Bundle, by: Actor) -> None:
    """A bundle is its owner's alone. Raises `Denied`."""
    if bundle.by_id != _printer(by).pk:
        raise Denied(Deed.PRINT_SHEETS)


def _note(by: Actor, bundle: Bundle, what: str) -> None:
    about = f"{bundle.form} {bundle.school_year}"
    note_deed(by, Deed.PRINT_SHEETS, "bundle", bundle.pk, about=about, what=what)
