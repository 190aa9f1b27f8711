"""Who belongs to a case's team, what the family wishes, and what is written down."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from django.db import transaction

from tsunagu.access.actor import Actor, Scope
from tsunagu.access.enums import SCHOOL_STAFF, RoleKind
from tsunagu.access.models import Role
from tsunagu.access.noted import note_deed
from tsunagu.access.policy import Deed, Denied, may, require
from tsunagu.access.refusal import Refused
from tsunagu.cases.case_enums import Wisher
from tsunagu.cases.models import Case, CaseNote, Member, Wish
from tsunagu.clock import now, today
from tsunagu.org.models import Organisation, Person
from tsunagu.response.actions.common import the_person
from tsunagu.school.models import School


def staff_of(school: School, kinds: Collection[RoleKind] = SCHOOL_STAFF) -> dict[Person, str]:
    """Who works at a school today in some of these roles, with the roles in words."""
    found: dict[Person, list[str]] = {}
    roles = Role.objects.on(today()).of_staff_here().filter(organisation=school.pk, kind__in=kinds)
    for role in roles.select_related("person").order_by("person__kana", "person", "kind"):
        found.setdefault(role.person, []).append(role.get_kind_display())
    return {person: "・".join(dict.fromkeys(kinds)) for person, kinds in found.items()}


def add_member(
    *,
    case: Case,
    person: Person | None,
    part: str,
    by: Actor,
    outside: str = "",
    organisation: Organisation | None = None,
    stand_in: Person | None = None,
    first: date | None = None,
) -> Member:
    """Add somebody of the school's staff, or somebody from outside by name, from a day on.

    Raises `Denied` and `Refused`.
    """
    require(by, Deed.WRITE_CASE, case.scope)
    member = Member(
        municipality_id=case.municipality_id,
        case=case,
        person=person,
        outside=outside.strip(),
        organisation=organisation,
        part=part.strip(),
        stand_in=stand_in,
        first=first or today(),
        by=the_person(by),
        at=now(),
    )
    if reasons := _faults(member):
        raise Refused(reasons)
    with transaction.atomic():
        member.save()
        _note(case, by, "case_member", member.pk, who=str(person.pk) if person else "outside")
    return member


def _faults(new: Member) -> list[str]:
    """What speaks against letting somebody join."""
    case, staff = new.case, staff_of(new.case.school)
    reasons = [] if case.open else ["終わったケースのチームは変えられません"]
    if bool(new.person) == bool(new.outside):
        reasons.append("校内の職員を選ぶか、校外の人の名前を書くか、どちらか一つにしてください")
    if not new.part:
        reasons.append("チームでの役割を書いてください")
    if any(one and one not in staff for one in (new.person, new.stand_in)):
        reasons.append("校内の人は、いまこの学校で働いている職員から選んでください")
    if new.stand_in and new.stand_in == new.person:
        reasons.append("代わりの人は、本人とは別の人を選んでください")
    if new.person and case.members.on(new.first).filter(person=new.person).exists():
        reasons.append("この人は、もうチームに入っています")
    return reasons


def end_member(*, member: Member, last: date | None, by: Actor) -> Member:
    """Let somebody leave the team after a day (yesterday: at once). Raises `Denied`, `Refused`."""
    case = member.case
    require(by, Deed.WRITE_CASE, case.scope)
    last = last or today() - timedelta(days=1)
    if case.open and case.coordinator_id and case.coordinator_id == member.person_id:
        raise Refused(["コーディネーターです。先に、別の人をコーディネーターにしてください"])
    if member.last is not None:
        raise Refused(["この人は、もうチームを離れています"])
    with transaction.atomic():
        if last < member.first:
            member.delete()
        else:
            member.last = last
            member.save(update_fields=["last"])
        _note(case, by, "case_member", member.pk, ended=last.isoformat())
    return member


def record_wish(
    *, case: Case, whose: Wisher, words: str, heard_by: str, heard_on: date, by: Actor
) -> Wish:
    """Write down what the child or a guardian wishes, as they said it. Raises as the others do."""
    require(by, Deed.WRITE_CASE, case.scope)
    reasons = [] if words.strip() else ["話したことばのまま書いてください"]
    if not heard_by.strip():
        reasons.append("聞いた人を書いてください")
    if heard_on > today():
        reasons.append("聞いた日がこれから先になっています")
    if reasons:
        raise Refused(reasons)
    with transaction.atomic():
        wish = Wish.objects.create(
            municipality_id=case.municipality_id,
            case=case,
            whose=whose,
            words=words.strip(),
            heard_by=heard_by.strip(),
            heard_on=heard_on,
            by=the_person(by),
            at=now(),
        )
        _note(case, by, "wish", wish.pk, whose=whose.value)
    return wish


def write_case_note(*, case: Case, text: str, restricted: bool, by: Actor) -> CaseNote:
    """Write something down. Who may not read such a note writes none. Raises as the others do."""
    require(by, Deed.WRITE_CASE, case.scope)
    if restricted:
        require(by, Deed.SEE_CASE_NOTE, case.scope)
    if not text.strip():
        raise Refused(["内容を書いてください"])
    with transaction.atomic():
        note = CaseNote.objects.create(
            municipality_id=case.municipality_id,
            case=case,
            text=text.strip(),
            restricted=restricted,
            by=the_person(by),
            at=now(),
        )
        _note(case, by, "case_note", note.pk, restricted=restricted)
    return note


def withdraw_case_note(*, note: CaseNote, why: str, by: Actor) -> CaseNote:
    """Take back one's own note, or as a manager anybody's; that it was there stays.

    Raises as the others do.
    """
    case = note.case
    require(by, Deed.WRITE_CASE, case.scope)
    if not may_withdraw(note, by, case.scope):
        raise Denied(Deed.WITHDRAW_CASE_NOTE)
    reasons = [] if why.strip() else ["取り消すわけを書いてください"]
    if note.withdrawn_at:
        reasons.append("もう取り消されています")
    if reasons:
        raise Refused(reasons)
    with transaction.atomic():
        note.withdrawn_at, note.withdrawn_why = now(), why.strip()
        note.save(update_fields=["withdrawn_at", "withdrawn_why"])
        _note(case, by, "case_note", note.pk, Deed.WITHDRAW_CASE_NOTE)
    return note


def may_withdraw(note: CaseNote, actor: Actor, where: Scope) -> bool:
    """Its writer may, and the managers of the school; `where` is where its case lies."""
    return may(actor, Deed.WITHDRAW_CASE_NOTE, replace(where, person=note.by_id))


def _note(
    case: Case, by: Actor, kind: str, key: object, deed: Deed = Deed.WRITE_CASE, **codes: Any
) -> None:
    note_deed(by, deed, kind, key, pupil=case.pupil_id, scope=case.scope, **codes)
