"""What the two sides tell one another while a share is in force."""

from collections.abc import Collection
from datetime import date

from django.db import transaction

from tsunagu.access.actor import Actor
from tsunagu.access.policy import Deed, Denied
from tsunagu.access.refusal import Refused
from tsunagu.cases.actions.shares import note
from tsunagu.cases.doors import allow_either, allow_received
from tsunagu.cases.models import NOTE_LENGTH, Note, NoteRead, Report, Share
from tsunagu.cases.people import addressees
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
    """Somebody named on a note says that they have read it; twice changes nothing."""
    person = the_person(by)
    share = note_read.note.share
    allow_either(by, share, receiver=Deed.WRITE_NOTE, school=Deed.WRITE_NOTE)
    if note_read.person_id != person.pk:
        raise Denied(Deed.WRITE_NOTE)
    with transaction.atomic():
        if NoteRead.objects.filter(pk=note_read.pk, at__isnull=True).update(at=now()):
            note(by, Deed.WRITE_NOTE, share, "read", note=str(note_read.note_id))
