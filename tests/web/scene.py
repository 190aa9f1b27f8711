"""A child about whom something of every kind is on record, and people in every role."""

from collections.abc import Set
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from uuid import UUID, uuid4

from django.apps import apps
from django.db import models
from django.urls import reverse

from tests.builders import (
    enrol,
    make_board,
    make_city,
    make_class,
    make_person,
    make_pupil,
    make_school,
    roll,
)
from tests.web.addresses import Address
from tests.web.markers import CHILD, FORMER, KANA, MARKERS, PHONE, say_everywhere
from tests.web.on_record import agency_of, on_record, shared
from tsunagu.access.actor import Actor, Scope, actor_of
from tsunagu.access.enums import AGENCY_ROLES, SCHOOL_STAFF, RoleKind
from tsunagu.access.fields import FieldGroup as G
from tsunagu.access.models import Account, Role
from tsunagu.attendance.actions import MarkInput
from tsunagu.attendance.models import Mark
from tsunagu.cases.models import Case, Consultation, FollowUp, Handover, Story
from tsunagu.cases.sheets import FORM
from tsunagu.clock import now, today
from tsunagu.forms.actions import begin_sheet
from tsunagu.forms.models import Answer, Sheet
from tsunagu.intake.models import ImportRun
from tsunagu.org.models import Person
from tsunagu.response.enums import TaskKind
from tsunagu.response.models import Task
from tsunagu.response.queries.overview import What
from tsunagu.rights.models import Claim
from tsunagu.school.models import Classroom, Enrolment, Pupil


@dataclass
class Scene:
    """A child about whom much is on record, with classes beside, above and elsewhere."""

    own: Classroom
    beside: Classroom
    other_grade: Classroom
    other_school: Classroom
    other_city: Classroom
    pupil: Pupil
    protection: Task
    former: Sheet
    nowhere = "/nothing-is-here/"
    keys: dict[str, UUID | date | str] = field(default_factory=dict)

    def key(self, address: Address, name: str) -> UUID | date | str:
        """The key of something of the child's class, by the name that the address gives it."""
        for known in (f"{address.name} {name}", name):
            if known in self.keys:
                return self.keys[known]
        found = [m for m in apps.get_models() if m.__name__.lower() == name]
        first = found[0]._default_manager.order_by("pk").first() if found else None
        assert isinstance(first, models.Model), (
            f"What is <{name}> in the address {address}? Put one of the child's on record in "
            "on_record() of tests/web/on_record.py, or its key into the scene's `keys`."
        )
        return first.pk

    @property
    def of_the_school(self) -> list[Classroom]:
        """The classes of the child's school."""
        return [self.own, self.beside, self.other_grade]

    @property
    def case(self) -> Case:
        """The child's case."""
        return Case.objects.get(pk=self.keys["case"])

    def where(self, address: Address) -> Scope:
        """Where what is at the case lies for an address: at its school, or where it was handed."""
        if address.name == "support:received":
            return Handover.objects.get(pk=self.key(address, "handover")).received_scope
        return self.case.scope

    @property
    def shared_scope(self) -> Scope:
        """Where the child lies, for its case's team and the agency that it is shared with too."""
        agency = self.keys["agency"]
        return replace(self.case.scope, receiver=agency if isinstance(agency, UUID) else None)

    def url(self, address: Address, **others: UUID | str) -> str:
        """The address of what is there, or with other keys of what is not."""
        kwargs = {name: others.get(name, self.key(address, name)) for name in address.keys}
        return reverse(address.name, kwargs=kwargs)

    def missing(self, address: Address, known: Set[str]) -> dict[str, UUID]:
        """Keys of nothing, in place of every UUID but of what somebody knows of anyway."""
        keys = [name for name in address.keys if isinstance(self.key(address, name), UUID)]
        return {name: uuid4() for name in [n for n in keys if n not in known] or keys}


def make_scene() -> Scene:
    """The child's third day of absence, with something of every kind on record."""
    city = make_city()
    school = make_school(city)
    own, beside = make_class(school, pupils=1), make_class(school, name="2組", pupils=1)
    pupil = make_pupil(own, family_name=CHILD, given_name="ひめ", phone=PHONE)
    pupil.family_kana, pupil.given_kana = KANA
    pupil.save()
    person = make_person(own)
    teacher = actor_of(person)
    absent = MarkInput(kind="absent", reason="unknown", note=MARKERS[G.MARK])
    roll(own, today(), teacher, n1=MarkInput(kind="missing"), n2=absent)
    made = [*on_record(pupil, teacher, city), *shared(pupil, teacher, city)]
    by_name = {type(one).__name__.lower(): one.pk for one in made}
    keys: dict[str, UUID | date | str] = {
        "mark": Mark.objects.get(kind="missing", classroom=own).pk,
        "what": What.ABSENT.value,
        "pupil": pupil.pk,
        "classroom": own.pk,
        "school": school.pk,
        "day": today(),
        "month": today().replace(day=1),
        "task": Task.objects.get(pupil=pupil, kind=TaskKind.CONTACT).pk,
        "run": ImportRun.objects.get(options__schools=[str(school.pk)]).pk,
        "pk": "1",
        "session": "1",
        "person": person.pk,
        "account": Account.objects.create_user(
            f"{MARKERS[G.USER]}{own.pk}", person=person, password=None
        ).pk,
        "rights:bundle claim": Claim.objects.get(pupil=pupil, state="approved").pk,
        "agency": by_name["organisation"],
        "staff:agency-role-end role": by_name["role"],
        "confirming:role role": Role.objects.get(confirmation="waiting", municipality=city).pk,
        "consultations:sheet sheet": Consultation.objects.get(pk=by_name["consultation"]).sheet_id,
        "library:judged story": Story.objects.get(municipality=city, state="waiting").pk,
        "follow-ups:slip sheet": FollowUp.objects.get(pk=by_name["followup"]).sheet_id,
        "support:received handover": Handover.objects.get(pupil=pupil, state="sent").pk,
        "field": "writer",
        "form": FORM,
        "pupil:notice-end fact": by_name["notice"],
        "pupil:span-end kind": "protection",
        "pupil:span-end fact": by_name["protectionflag"],
        **by_name,
    }
    # Where no manager is, the leads stand in and read what managers alone know.
    make_person(own, role=RoleKind.PRINCIPAL)
    say_everywhere(city)
    other_grade = make_class(school, grade="P4", pupils=1)
    elsewhere = make_class(make_school(city), pupils=1), make_class(make_school(), pupils=1)
    former = _former(own.enrolments.exclude(pupil=pupil).get(), elsewhere[0], teacher)
    return Scene(own, beside, other_grade, *elsewhere, pupil, _protection(pupil, own), former, keys)


def _former(home: Enrolment, before: Classroom, by: Actor) -> Sheet:
    """A sheet of the school from which another of the class came in the middle of the year."""
    sheet = begin_sheet(form=FORM, school=home.classroom.school, pupil=home.pupil, by=by)
    sheet.school = before.school
    sheet.save()
    same = {"municipality": home.municipality, "by": by.person, "at": now()}
    Answer.objects.create(**same, sheet=sheet, field="consultation", value=FORMER)
    came = today() - timedelta(days=7)
    enrol(home.pupil, before, end=came)
    home.begin = came
    home.save()
    return sheet


def _protection(pupil: Pupil, own: Classroom) -> Task:
    """A task that managers alone know of."""
    return Task.objects.create(
        municipality=own.municipality,
        school=own.school,
        classroom=own,
        pupil=pupil,
        kind=TaskKind.PROTECTION,
        owner="manager",
        day=today(),
        due=today(),
        noticed=today(),
        remark=MARKERS[G.PROTECTION],
    )


def person_of(kind: RoleKind, classroom: Classroom, **days: date) -> Person:
    """Someone in a role in a class, at its school, at its city's agency, or at the board."""
    if kind in SCHOOL_STAFF:
        return make_person(classroom, role=kind, **days)
    city = classroom.municipality
    place = agency_of(city) if kind in AGENCY_ROLES else make_board(city)
    return make_person(place, role=kind, **days)
