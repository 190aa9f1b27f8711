"""A contact with a child or the family."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from tsunagu.access.actor import Actor
from tsunagu.access.policy import Deed
from tsunagu.access.refusal import Refused
from tsunagu.clock import JST, in_words, now, school_year_of, today
from tsunagu.response.actions.common import allow, follow, the_person, write_down
from tsunagu.response.actions.corrections import put_in_place, withdraw_contact
from tsunagu.response.actions.drafts import end_draft
from tsunagu.response.enums import UNHEARD, WRITTEN, DraftForm, Reached
from tsunagu.response.limits import earliest
from tsunagu.response.models import Contact, Task
from tsunagu.school.locks import hold_pupils
from tsunagu.school.models import Pupil


def record_contact(
    *,
    pupil: Pupil,
    way: str,
    reached: str,
    child_heard: bool,
    child_seen: bool,
    line: str,
    by: Actor,
    next: str = "",
    fields: Mapping[str, str] | None = None,
    at: datetime | None = None,
    corrects: Contact | None = None,
    why: str = "",
) -> Contact:
    """Save a contact or an attempt; one that reached the family answers the open contact tasks.

    The writer's draft of a new one ends. One that `corrects` another takes its place, because
    `why`. Raises `Denied` and `Refused`.
    """
    person = the_person(by)
    at = at or now()
    allow(by, Deed.RECORD_CONTACT, pupil, today())
    _check(way, reached, child_heard or child_seen, line, at)
    contact = Contact(
        municipality=pupil.municipality,
        pupil=pupil,
        at=at,
        by=person,
        way=way,
        reached=reached,
        child_heard=child_heard,
        child_seen=child_seen,
        line=line.strip(),
        next=next.strip(),
        fields={key: text for key, text in (fields or {}).items() if text},
    )
    _save(contact, corrects, why, by)
    return contact


def _save(contact: Contact, corrects: Contact | None, why: str, by: Actor) -> None:
    """Store a contact, perhaps in another's place, and let the tasks follow."""
    pupil, codes = contact.pupil, {"way": contact.way, "reached": contact.reached}
    with transaction.atomic():
        hold_pupils([pupil.pk])
        if corrects:
            withdraw_contact(contact=corrects, why=why, by=by)
        contact.save(force_insert=True)
        write_down(by, Deed.RECORD_CONTACT, pupil, "contact", contact.pk, **codes)
        put_in_place(corrects, contact)
        if not corrects:
            end_draft(contact.by, DraftForm.CONTACT, pupil.pk)
        for day in _followed(pupil, contact.at.astimezone(JST).date()):
            follow(pupil, day)


def _followed(pupil: Pupil, day: date) -> list[date]:
    """The day, and a day of each other school year from which a contact is still owed."""
    days = [day, *Task.objects.to_contact(pupil).values_list("day", flat=True)]
    return list({school_year_of(one): one for one in days}.values())


def _check(way: str, reached: str, child_met: bool, line: str, at: datetime) -> None:
    faults = []
    if not line.strip():
        faults.append("ひとこと（様子や話したこと）を書いてください。")
    if at > now():
        faults.append("日時がこれから先になっています。連絡した日時を入れてください。")
    if at.astimezone(JST).date() < earliest():
        faults.append(f"連絡した日は、{in_words(earliest(), year=True)}以後の日付にしてください。")
    if reached == Reached.NOBODY and child_met:
        faults.append("「つながらなかった」ときは、声を聞いた・会ったを選べません。")
    if way in WRITTEN and child_met:
        faults.append("手紙やメッセージでは、声を聞いた・会ったを選べません。")
    if way in UNHEARD and reached != Reached.NOBODY:
        faults.append("留守番電話や手紙は、「つながらなかった」として記録してください。")
    if faults:
        raise Refused(faults)
