"""What people do about roles, as verbs: from a day to a day, and leaves for stand-ins."""

from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from tsunagu.access.actor import Actor, Scope
from tsunagu.access.enums import CLASS_ROLES, MANAGERS, SCHOOL_STAFF, RoleKind
from tsunagu.access.models import Role
from tsunagu.access.noted import note_deed
from tsunagu.access.policy import Deed, require
from tsunagu.access.refusal import Refused
from tsunagu.clock import today
from tsunagu.org.models import Leave, Person

A_MONTH = timedelta(days=31)
"""So far back a role may begin that is entered late; what is older, nobody did in it."""
ON_SCREEN = "screen"
"""Where a role comes from that no file gave: no file's silence ends it."""


def set_leave(*, person: Person, school: UUID, first: date, last: date, by: Actor) -> Leave:
    """A colleague of `school` is away from–to, both days included; the next in line answers."""
    require(by, Deed.SET_LEAVE, Scope(municipality=person.municipality_id, school=school))
    if not _works_at(person, school):
        raise Refused(["この学校の職員を選んでください"])
    if last < first:
        raise Refused(["終わりの日が、始まりの日より前です"])
    with transaction.atomic():
        leave = Leave.objects.create(
            municipality=person.municipality, person=person, first=first, last=last, by=by.person
        )
        _record(by, leave, "add")
    return leave


def end_leave(*, leave: Leave, school: UUID, by: Actor) -> None:
    """Take a leave back: the person answers again."""
    require(by, Deed.SET_LEAVE, Scope(municipality=leave.municipality_id, school=school))
    if not _works_at(leave.person, school):
        raise Refused(["この学校の職員を選んでください"])
    with transaction.atomic():
        _record(by, leave, "end")
        leave.delete()


def give_role(
    *,
    person: Person,
    school: UUID,
    kind: RoleKind,
    first: date,
    last: date | None,
    by: Actor,
    grade: str = "",
    classroom: UUID | None = None,
) -> Role:
    """Give someone a role at a school from a day, to a day or until further notice.

    `classroom` is a class of the school, as the caller has seen. Nobody gives themselves a role or
    anybody one above their own. Raises `Denied` and `Refused`.
    """
    require(by, Deed.SET_ROLE, Scope(municipality=person.municipality_id, school=school))
    if faults := [
        *_out_of_reach(person, kind, school, by),
        *_misplaced(kind, grade, classroom),
        *(["終わりの日が、始まりの日より前です"] if last and last < first else []),
        *(["始まりの日は、1か月前からにしてください"] if first < today() - A_MONTH else []),
        *([] if person.active else [f"{person.name}さんは在職していません"]),
    ]:
        raise Refused(faults)
    with transaction.atomic():
        held = person.roles.filter(
            organisation=school, kind=kind, grade=grade, classroom=classroom
        ).filter(Q(last__isnull=True) | Q(last__gte=first))
        if (held.filter(first__lte=last) if last else held).exists():
            raise Refused([f"{person.name}さんは、その期間にもうこの役割です"])
        role = Role.objects.create(
            municipality=person.municipality,
            person=person,
            organisation_id=school,
            kind=kind,
            grade=grade,
            classroom=classroom,
            first=first,
            last=last,
            source=ON_SCREEN,
        )
        _record_role(by, role, "give")
    return role


def end_role(*, role: Role, last: date, by: Actor) -> None:
    """Let a role at a school end with a day; what was held before stays held.

    Raises `Denied` and `Refused`.
    """
    scope = Scope(municipality=role.municipality_id, school=role.organisation_id)
    require(by, Deed.SET_ROLE, scope)
    if faults := [
        *_out_of_reach(role.person, RoleKind(role.kind), role.organisation_id, by),
        *(["始まりの日より前には終えられません"] if last < role.first else []),
        *(["過ぎた日にさかのぼっては終えられません"] if last < today() else []),
    ]:
        raise Refused(faults)
    with transaction.atomic():
        role.last = last
        role.save(update_fields=["last"])
        _record_role(by, role, "end")


def _out_of_reach(person: Person, kind: RoleKind, school: UUID, by: Actor) -> list[str]:
    """Why the actor may not touch this role of this person."""
    if by.person is not None and by.person.pk == person.pk:
        return ["自分の役割は、ほかの管理職かシステム管理者に頼んでください"]
    if kind not in SCHOOL_STAFF:
        return ["学校の役割を選んでください"]
    own = {held.kind for held in by.held if held.organisation == school}
    above = kind == RoleKind.PRINCIPAL and kind not in own
    return ["自分より上の役割は、教育委員会に頼んでください"] if above and own & MANAGERS else []


def _misplaced(kind: RoleKind, grade: str, classroom: UUID | None) -> list[str]:
    """What the place of a role lacks, or has too much."""
    if kind in CLASS_ROLES:
        return [] if classroom else ["担任の役割には、学級を選んでください"]
    if kind == RoleKind.GRADE_LEAD:
        return [] if grade and not classroom else ["学年主任には、学年だけを選んでください"]
    return ["この役割は学校全体のものです。学年と学級は選びません"] if grade or classroom else []


def _record_role(by: Actor, role: Role, what: str) -> None:
    note_deed(
        by,
        Deed.SET_ROLE,
        "role",
        role.pk,
        what=what,
        person=str(role.person_id),
        role=role.kind,
        organisation=str(role.organisation_id),
        first=str(role.first),
        last=str(role.last or ""),
    )


def _works_at(person: Person, school: UUID) -> bool:
    return person.roles.all().on(today()).filter(organisation=school).exists()


def _record(by: Actor, leave: Leave, what: str) -> None:
    note_deed(
        by,
        Deed.SET_LEAVE,
        "leave",
        leave.pk,
        what=what,
        person=str(leave.person_id),
        first=str(leave.first),
    )
