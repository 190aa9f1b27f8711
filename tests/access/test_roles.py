"""Roles given from a day to a day and ended, by whom the table lets and never for oneself."""

from datetime import date, timedelta

import pytest

from tests.builders import make_actor, make_board, make_class, make_person
from tsunagu.access.actions import end_role, give_role
from tsunagu.access.actor import Actor, actor_of
from tsunagu.access.enums import RoleKind
from tsunagu.access.models import Role
from tsunagu.access.policy import Denied
from tsunagu.access.refusal import Refused
from tsunagu.audit.models import Event
from tsunagu.clock import freeze, today
from tsunagu.school.models import Classroom

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
FIRST, LAST = date(2026, 6, 1), date(2026, 6, 30)


@pytest.fixture
def room() -> Classroom:
    return make_class()


@pytest.fixture
def principal(room: Classroom) -> Actor:
    return make_actor(room.school, role=RoleKind.PRINCIPAL)


def give(room: Classroom, by: Actor, **other: object) -> Role:
    asked = {
        "person": make_person(room.school, role=RoleKind.TEACHER),
        "kind": RoleKind.ATTENDANCE_LEAD,
        "first": FIRST,
        "last": LAST,
    }
    return give_role(school=room.school.pk, by=by, **asked | other)  # type: ignore[arg-type]


def test_a_role_holds_from_its_first_to_its_last_day(room: Classroom, principal: Actor) -> None:
    role = give(room, principal)
    for day, held in ((FIRST, True), (LAST, True), (LAST + timedelta(days=1), False)):
        with freeze(day):
            assert (RoleKind.ATTENDANCE_LEAD in actor_of(role.person).kinds) == held
    told = Event.objects.get(kind="role")
    assert (told.actor, told.key, told.details["what"]) == (
        str(principal.person and principal.person.pk),
        str(role.pk),
        "give",
    )


@pytest.mark.parametrize(
    "wrong",
    [
        {"last": FIRST - timedelta(days=1)},
        {"first": date(2026, 4, 18)},
        {"kind": RoleKind.HOMEROOM},
        {"kind": RoleKind.GRADE_LEAD},
        {"grade": "P3"},
        {"kind": RoleKind.SUPERVISOR},
        {"kind": RoleKind.ADMINISTRATOR},
    ],
)
def test_what_is_no_role_of_a_school_in_order_is_refused(
    room: Classroom, principal: Actor, wrong: dict[str, object]
) -> None:
    with pytest.raises(Refused):
        give(room, principal, **wrong)


def test_nobody_gives_themselves_a_role_or_one_above_their_own(
    room: Classroom, principal: Actor
) -> None:
    with pytest.raises(Refused, match="自分の役割"):
        give(room, principal, person=principal.person)
    deputy = make_actor(room.school, role=RoleKind.DEPUTY_HEAD)
    with pytest.raises(Refused, match="自分より上"):
        give(room, deputy, kind=RoleKind.PRINCIPAL)
    assert principal.person
    with pytest.raises(Refused, match="自分より上"):
        end_role(role=principal.person.roles.get(), last=today(), by=deputy)
    administrator = make_actor(make_board(room.municipality), role=RoleKind.ADMINISTRATOR)
    assert give(room, administrator, kind=RoleKind.PRINCIPAL).pk


def test_the_same_role_twice_at_a_time_is_refused(room: Classroom, principal: Actor) -> None:
    person = give(room, principal).person
    with pytest.raises(Refused, match="もうこの役割"):
        give(room, principal, person=person, first=LAST, last=None)
    assert give(room, principal, person=person, first=LAST + timedelta(days=1), last=None).pk


@pytest.mark.parametrize("kind", sorted(set(RoleKind) - {RoleKind.PRINCIPAL, RoleKind.DEPUTY_HEAD}))
def test_others_give_and_end_none(room: Classroom, kind: RoleKind) -> None:
    if kind == RoleKind.ADMINISTRATOR:
        actor = make_actor(make_class().school, role=kind)
    else:
        actor = make_actor(room, role=kind)
    role = make_person(room.school, role=RoleKind.NURSE).roles.get()
    with pytest.raises(Denied):
        give(room, actor)
    with pytest.raises(Denied):
        end_role(role=role, last=today(), by=actor)


def test_a_role_ends_today_or_later_and_access_with_it(room: Classroom, principal: Actor) -> None:
    person = make_person(room)
    with pytest.raises(Refused, match="さかのぼって"):
        end_role(role=person.roles.get(), last=today() - timedelta(days=1), by=principal)
    end_role(role=person.roles.get(), last=today(), by=principal)
    assert actor_of(person).held
    with freeze(today() + timedelta(days=1)):
        assert not actor_of(person).held
