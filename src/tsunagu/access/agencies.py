"""Partner agencies and the people who work there, as verbs of the administrator's."""

from datetime import date

from django.db import transaction

from tsunagu.access.actions import ON_SCREEN
from tsunagu.access.actor import Actor, Scope
from tsunagu.access.confirming import lay_before_another
from tsunagu.access.enums import RoleKind
from tsunagu.access.models import Role
from tsunagu.access.noted import note_deed
from tsunagu.access.policy import Deed, require
from tsunagu.access.refusal import Refused
from tsunagu.clock import in_words
from tsunagu.org.models import AGENCIES, Organisation, OrganisationKind, Person

AT_AN_AGENCY = (RoleKind.AGENCY_LEAD, RoleKind.AGENCY_STAFF)
"""Roles given here; those at the city's own support centre come with the staff file too."""


def make_agency(*, name: str, kind: OrganisationKind, by: Actor) -> Organisation:
    """A partner agency with which schools can share. Raises `Denied` and `Refused`."""
    require(by, Deed.SET_AGENCY, Scope(by.municipality.pk))
    known = Organisation.objects.filter(municipality=by.municipality, name=name.strip())
    faults = [] if kind in AGENCIES else ["関係機関の種類を選んでください"]
    if not name.strip():
        faults.append("機関の名称を入れてください")
    if known.exists():
        faults.append("同じ名称の組織が、もうあります")
    if faults:
        raise Refused(faults)
    with transaction.atomic():
        agency = Organisation.objects.create(
            municipality=by.municipality, kind=kind, name=name.strip()
        )
        note_deed(by, Deed.SET_AGENCY, "organisation", agency.pk, what="make", type=kind.value)
    return agency


def add_agency_person(
    *,
    agency: Organisation,
    family_name: str,
    given_name: str,
    kana: str,
    kind: RoleKind,
    first: date,
    last: date | None,
    by: Actor,
) -> Role:
    """Someone who works at an agency, in a role from a day, once a second person confirms it.

    Raises `Denied` and `Refused`.
    """
    require(by, Deed.SET_AGENCY, Scope(agency.municipality_id))
    faults = [] if kind in AT_AN_AGENCY else ["関係機関の役割を選んでください"]
    if agency.kind not in AGENCIES:
        faults.append("関係機関を選んでください")
    if not family_name.strip():
        faults.append("姓を入れてください")
    if last and last < first:
        faults.append("終わりの日が、始まりの日より前です")
    if faults:
        raise Refused(faults)
    with transaction.atomic():
        person = Person.objects.create(
            municipality=agency.municipality,
            family_name=family_name.strip(),
            given_name=given_name.strip(),
            kana=kana.strip(),
        )
        role = Role(
            municipality=agency.municipality,
            person=person,
            organisation=agency,
            kind=kind,
            first=first,
            last=last,
            source=ON_SCREEN,
        )
        lay_before_another(role, by=by)
        role.save()
        _note(by, role, "give")
    return role


def end_agency_role(*, role: Role, last: date, by: Actor) -> None:
    """Let a role at an agency end with a day. Raises `Denied` and `Refused`."""
    require(by, Deed.SET_AGENCY, Scope(role.municipality_id))
    faults = [] if role.kind in AT_AN_AGENCY else ["関係機関の役割を選んでください"]
    if role.last and last > role.last:
        until = in_words(role.last, year=True)
        faults.append(f"{until}までの役割です。のばすときは、人を新しく入れます")
    if last < role.first:
        faults.append("始まりの日より前には終えられません")
    if faults:
        raise Refused(faults)
    with transaction.atomic():
        role.last = last
        role.save(update_fields=["last"])
        _note(by, role, "end")


def _note(by: Actor, role: Role, what: str) -> None:
    note_deed(
        by,
        Deed.SET_AGENCY,
        "role",
        role.pk,
        what=what,
        person=str(role.person_id),
        role=role.kind,
        organisation=str(role.organisation_id),
        first=str(role.first),
        last=str(role.last or ""),
        confirmation=role.confirmation,
    )
