"""Brothers and sisters: recorded by a person, seen by who may see both, taken back on record."""

import pytest

from tests.builders import make_actor, make_class, make_pupil, make_school
from tsunagu.access.enums import RoleKind
from tsunagu.access.policy import Denied
from tsunagu.access.refusal import Refused
from tsunagu.audit.models import Event
from tsunagu.clock import now, today
from tsunagu.school.former import former_classes
from tsunagu.school.models import Enrolment, Guardian, GuardianLimit, Pupil, School, Sibling
from tsunagu.school.siblings import (
    link_siblings,
    perhaps_siblings,
    siblings_of,
    unlink_siblings,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
PHONE = "090-1111-2222"


@pytest.fixture
def school(clock: object, db: None) -> School:
    """A school."""
    return make_school()


def two(school: School) -> tuple[Pupil, Pupil]:
    """Two children in classes of different grades, with one number at home."""
    younger = make_pupil(make_class(school, grade="P1", pupils=0), phone=PHONE)
    return make_pupil(make_class(school, grade="P3", pupils=0), phone="09011112222"), younger


def test_same_number_suggests_and_links_nobody_by_itself(school: School) -> None:
    elder, younger = two(school)
    make_pupil(make_class(school, pupils=0), phone="090-3333-4444")
    make_pupil(make_class(make_school(school.municipality), pupils=0), phone=PHONE)
    lead = make_actor(school, role=RoleKind.ATTENDANCE_LEAD)
    assert list(perhaps_siblings(elder, lead)) == [younger]
    assert siblings_of(elder, lead) == []
    nurse = make_actor(school, role=RoleKind.NURSE)
    assert not perhaps_siblings(elder, nurse).exists()
    link_siblings(pupil=elder, other=younger, by=lead)
    assert not perhaps_siblings(elder, lead).exists()


def test_number_of_a_guardian_under_a_limit_suggests_nobody(school: School) -> None:
    elder, younger = two(school)
    lead = make_actor(school, role=RoleKind.PRINCIPAL)
    GuardianLimit.objects.create(
        municipality=school.municipality,
        guardian=Guardian.objects.get(pupil=younger),
        kind="protection_order",
        first=today(),
        paper="x",
        by=lead.person,
        at=now(),
    )
    assert not perhaps_siblings(elder, lead).exists()
    assert not perhaps_siblings(younger, lead).exists()


def test_link_is_one_for_both_and_seen_by_who_may_see_both(school: School) -> None:
    elder, younger = two(school)
    lead = make_actor(school, role=RoleKind.ATTENDANCE_LEAD)
    link = link_siblings(pupil=younger, other=elder, by=lead)
    for one, other in ((elder, younger), (younger, elder)):
        assert [found.beside(one.pk) for found in siblings_of(one, lead)] == [other]
    for again in ((elder, younger), (younger, elder)):
        with pytest.raises(Refused, match="もう"):
            link_siblings(pupil=again[0], other=again[1], by=lead)
    with pytest.raises(Refused, match="同じ子ども"):
        link_siblings(pupil=elder, other=elder, by=lead)
    teacher = make_actor(Enrolment.objects.get(pupil=elder).classroom)
    assert siblings_of(elder, teacher) == []
    with pytest.raises(Denied):
        unlink_siblings(link=link, by=teacher)
    unlink_siblings(link=link, by=lead)
    assert not Sibling.objects.exists()
    events = Event.objects.filter(kind="sibling", details__what="take_back")
    assert {one.pupil for one in events} == {str(elder.pk), str(younger.pk)}


def test_former_classes_stand_with_their_homeroom_teachers(school: School) -> None:
    room = make_class(school, grade="P2", pupils=0, school_year=2025)
    pupil = make_pupil(room)
    teacher = make_actor(room)
    assert former_classes(pupil) == []
    Enrolment.objects.filter(pupil=pupil).update(end=today())
    (former,) = former_classes(pupil)
    assert (former.classroom, former.teachers) == (room, [teacher.label])
