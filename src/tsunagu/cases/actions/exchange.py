"""What the two sides tell one another while a share is in force."""

from collections.abc import Collection
from datetime import date

from django.db import transaction

from tsunagu.access.actor import Actor
from tsunagu.access.policy import Deed, Denied
from tsunagu.access.refusal import Refused
from tsunagu.cases.actions.shares import note
from tsunagu.cases.doors import allow_either, allow_received, may_at_school, require_at_school
from tsunagu.cases.enums import State
from tsunagu.cases.models import NOTE_LENGTH, Note, NoteRead, Report, Share
from tsunagu.cases.people import addressees
from tsunagu.cases.queries.notes import left_unread
from tsunagu.clock import now, today
from tsunagu.org.models import Person
from tsunagu.response.actions.common import the_person


def report_back(*, share: Share, on: date, text: str, by: Actor) -> Report:
    """The receiver tells the school how it went. Raises `Denied` and `Refused`."""
    person = the_person(by)
    allow_received(by, Deed.REPORT_BACK, share)
    faults = [] if text.strip() else ["報告を書いてください"]
    if not share.first <= on <= today():
        faults.append("報告の日は、共有が始まった日から今日までの日付にしてください")
    if faults:
        raise Refused(faults)
    with transaction.atomic():
        report = Report.objects.create(
            municipality=share.municipality,
            share=share,
            on=on,
            text=text.strip(),
            by=person,
            at=now(),
        )
        note(by, Deed.REPORT_BACK, share, "report", report=str(report.pk))
    return report


def write_note(*, share: Share, text: str, to: Collection[Person], by: Actor) -> Note:
    """A short note to persons of the two sides. Raises `Denied` and `Refused`."""
    person = the_person(by)
    allow_either(by, share, receiver=Deed.WRITE_NOTE, school=Deed.WRITE_NOTE)
    faults = [] if text.strip() else ["連絡を書いてください"]
    if len(text.strip()) > NOTE_LENGTH:
        faults.append(f"連絡は{NOTE_LENGTH}文字までです")
    if not to:
        faults.append("だれへの連絡かを選んでください")
    if set(to) - set(addressees(share, by)):
        faults.append("この共有にかかわる人を選んでください")
    if faults:
        raise Refused(faults)
    with transaction.atomic():
        written = Note.objects.create(
            municipality=share.municipality, share=share, text=text.strip(), by=person, at=now()
        )
        NoteRead.objects.bulk_create(
            NoteRead(municipality=share.municipality, note=written, person=one) for one in to
        )
        note(by, Deed.WRITE_NOTE, share, "note", to=sorted(str(one.pk) for one in to))
    return written


def read_note(*, note_read: NoteRead, by: Actor) -> None:
    """Somebody named on a note says that they have read it; twice changes nothing.

    Or, of a note to who has left, somebody to whom it was left: their own name is added.
    """
    person = the_person(by)
    share = note_read.note.share
    allow_either(by, share, receiver=Deed.WRITE_NOTE, school=Deed.WRITE_NOTE)
    own = note_read.person_id == person.pk
    if not own and not left_unread(by).filter(pk=note_read.pk).exists():
        raise Denied(Deed.WRITE_NOTE)
    with transaction.atomic():
        receipt, _ = NoteRead.objects.get_or_create(
            note=note_read.note, person=person, defaults={"municipality": share.municipality}
        )
        if NoteRead.objects.filter(pk=receipt.pk, at__isnull=True).update(at=now()):
            note(by, Deed.WRITE_NOTE, share, "read", note=str(note_read.note_id))


def read_report(*, report: Report, by: Actor) -> None:
    """The school has read a report; twice changes nothing. Raises `Denied` and `Refused`."""
    person = _answers_at_school(report.share, by)
    unread = Report.objects.filter(pk=report.pk, read_at__isnull=True)
    with transaction.atomic():
        if unread.update(read_by=person, read_at=now()):
            note(by, Deed.WRITE_NOTE, report.share, "read", report=str(report.pk))


def read_decline(*, share: Share, by: Actor) -> None:
    """The school has read why a share was declined. Raises `Denied` and `Refused`."""
    person = _answers_at_school(share, by)
    if share.state != State.DECLINED:
        raise Refused(["この共有は、辞退されていません"])
    unread = Share.objects.filter(pk=share.pk, decline_read_at__isnull=True)
    with transaction.atomic():
        if unread.update(decline_read_by=person, decline_read_at=now()):
            note(by, Deed.WRITE_NOTE, share, "read")


def _answers_at_school(share: Share, by: Actor) -> Person:
    """Who answers for a share at the school: who asked for it, or a manager."""
    person = the_person(by)
    require_at_school(by, Deed.WRITE_NOTE, share)
    if share.asked_by_id != person.pk and not may_at_school(by, Deed.CONFIRM_SHARE, share):
        raise Refused(["読んだことを残すのは、共有を出した人か管理職です"])
    return person
