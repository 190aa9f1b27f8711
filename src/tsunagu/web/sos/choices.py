"""Where a child stands that opens the page of SOS, and whom it can choose there."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.http import HttpRequest

from tsunagu.access.actor import Actor, system_actor
from tsunagu.access.enums import CLASS_ROLES, RoleKind
from tsunagu.org.models import Municipality, Person
from tsunagu.school.models import Classroom, School
from tsunagu.sos.desk import Desk
from tsunagu.sos.enums import About, How
from tsunagu.sos.models import WORDS
from tsunagu.sos.sending import Told, home_of
from tsunagu.web.entry.sessions import via
from tsunagu.web.portal.door import class_here

NOBODY = "sos"
"""Who sends where nobody is signed in, as the audit calls it."""
OUTSIDE = "outside"
CHOSEN_FROM = (
    RoleKind.HOMEROOM,
    RoleKind.NURSE,
    RoleKind.COUNSELLOR,
    RoleKind.SOCIAL_WORKER,
    RoleKind.SPECIAL_NEEDS,
    RoleKind.GRADE_LEAD,
    RoleKind.DEPUTY_HEAD,
    RoleKind.PRINCIPAL,
)
"""Whom a child can want, in the order of the page; ours."""
ANYWHERE = (RoleKind.NURSE, RoleKind.COUNSELLOR, RoleKind.SOCIAL_WORKER, RoleKind.PRINCIPAL)
"""Whom it can want where its school is not known yet."""


@dataclass(frozen=True)
class Stand:
    """Who opens the page, as far as that is known, and of which school and class."""

    by: Actor | None
    school: School | None = None
    classroom: Classroom | None = None

    @property
    def city(self) -> Municipality | None:
        """The municipality; None where there are several and nothing says which."""
        return self.by.municipality if self.by else None


def stand_of(request: HttpRequest) -> Stand:
    """The child who is signed in; else what the tablet's class tells; else nobody's page."""
    actor = getattr(request, "actor", None)
    if actor is not None and actor.pupil:
        room = home_of(actor)
        return Stand(actor, room.school if room else None, room)
    code = class_here(request)
    if code is not None:
        room = code.classroom
        return Stand(nobody(request, room.municipality), room.school, room)
    cities = list(Municipality.objects.order_by("name", "pk")[:2])
    return Stand(nobody(request, cities[0]) if len(cities) == 1 else None)


def nobody(request: HttpRequest, city: Municipality) -> Actor:
    """The public page as an actor."""
    return system_actor(city, NOBODY, via=via(request))


@dataclass(frozen=True)
class Choice:
    """Somebody whom the child can want: the value it sends, the role, and the person if known."""

    value: str
    role: str
    person: Person | None = None


def choices_of(stand: Stand, desk: Desk | None) -> list[Choice]:
    """The people of the school by role; where it is not known, roles alone."""
    if stand.school is None or desk is None:
        return [Choice(role, role) for role in ANYWHERE]
    found = {}
    for role in desk.staff_of(stand.school):
        wanted = role.kind in CHOSEN_FROM and role.person_id not in found
        if wanted and _for_the_class(role.kind, role.classroom, role.grade, stand.classroom):
            found[role.person_id] = Choice(str(role.person_id), role.kind, role.person)
    order = {role: place for place, role in enumerate(CHOSEN_FROM)}
    return sorted(found.values(), key=lambda one: order[RoleKind(one.role)])


def _for_the_class(kind: str, classroom: UUID | None, grade: str, own: Classroom | None) -> bool:
    if kind in CLASS_ROLES:
        return own is not None and classroom == own.pk
    return kind != RoleKind.GRADE_LEAD or (own is not None and grade in own.grade_list)


class SosForm(forms.Form):
    """What the child chose. What a page too old offers is left out; nothing of it holds up."""

    token = forms.CharField(required=False)
    whom = forms.CharField(required=False)
    not_homeroom = forms.BooleanField(required=False)
    how = forms.CharField(required=False)
    words = forms.CharField(required=False, max_length=WORDS)
    called = forms.CharField(required=False)
    school = forms.ModelChoiceField(School.objects.none(), required=False)

    def __init__(self, *args: Any, stand: Stand, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stand = stand
        field = self.fields["school"]
        assert isinstance(field, forms.ModelChoiceField)
        if stand.school is None:
            field.queryset = School.objects.select_related("municipality").order_by(
                "municipality__name", "name", "pk"
            )

    def clean_token(self) -> UUID:
        """What makes ten touches one."""
        try:
            return UUID(self.cleaned_data["token"])
        except ValueError:
            return uuid4()

    def clean_school(self) -> School | None:
        """Where nothing says of which municipality it is, the school must."""
        school: School | None = self.cleaned_data["school"]
        if school is None and self.stand.city is None:
            raise forms.ValidationError("sos.school-needed")
        return school

    def told(self, choices: list[Choice]) -> Told:
        """What was chosen, as it is kept."""
        said = self.cleaned_data
        known = {one.value: one for one in choices}.get(said["whom"])
        return Told(
            school=self.stand.school or said["school"],
            classroom=self.stand.classroom,
            called="" if self.stand.by and self.stand.by.pupil else said["called"][:40],
            wanted=known.person if known else None,
            wanted_role=known.role if known and not known.person else "",
            outside=said["whom"] == OUTSIDE,
            not_homeroom=said["not_homeroom"],
            about=[one for one in About.values if one in self.data.getlist("about")],  # type: ignore[attr-defined]
            how=said["how"] if said["how"] in How.values else "",
            words=said["words"],
        )
