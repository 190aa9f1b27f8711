"""What nobody opens alone: who confirms it, until when, and what it opens before: nothing."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction

from tests.builders import make_actor, make_board, make_city, make_person
from tests.cases.scene import make_agency
from tsunagu.access.actor import Actor, actor_of, system_actor
from tsunagu.access.agencies import add_agency_person
from tsunagu.access.confirming import confirm, decline, waiting_keys, waiting_roles
from tsunagu.access.enums import RoleKind
from tsunagu.access.keys import OF_NO_CHILD, deeds_of_systems, key_of, make_key
from tsunagu.access.models import ApiKey, Role
from tsunagu.access.policy import Deed, Denied
from tsunagu.access.refusal import Refused
from tsunagu.audit.models import Event
from tsunagu.clock import freeze, today
from tsunagu.org.models import Organisation
from tsunagu.school.imports.staff import import_staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
Asked = Role | ApiKey


@pytest.fixture
def board() -> Organisation:
    """The board of a city."""
    return make_board(make_city())


@pytest.fixture
def administrator(board: Organisation) -> Actor:
    """Who asks."""
    return make_actor(board, role=RoleKind.ADMINISTRATOR)


def key_for(by: Actor, *deeds: Deed) -> tuple[ApiKey, str]:
    """A key of every school for a year."""
    return make_key(
        name="校務支援",
        organisation=None,
        deeds=deeds or deeds_of_systems(),
        first=today(),
        last=today() + timedelta(days=365),
        by=by,
    )


def role_at(agency: Organisation, by: Actor, kind: RoleKind = RoleKind.AGENCY_STAFF) -> Role:
    """Somebody who is said to work at an agency."""
    names = {"family_name": "湊", "given_name": "", "kana": ""}
    return add_agency_person(agency=agency, kind=kind, first=today(), last=None, by=by, **names)


def a_key(board: Organisation, by: Actor) -> Asked:
    """A key that reaches rolls."""
    return key_for(by)[0]


def a_colleague(board: Organisation, by: Actor) -> Asked:
    """Somebody new at an agency."""
    return role_at(make_agency(board.municipality), by)


BOTH = pytest.mark.parametrize("ask", [a_key, a_colleague])
Ask = Callable[[Organisation, Actor], Asked]


@BOTH
@pytest.mark.parametrize("kind", [RoleKind.PRIVACY_OFFICER, RoleKind.BOARD_HEAD])
def test_who_asked_does_not_confirm_and_another_does(
    ask: Ask, kind: RoleKind, board: Organisation, administrator: Actor
) -> None:
    assert administrator.person is not None
    one = ask(board, administrator)
    with pytest.raises(Denied):
        confirm(one=one, by=administrator)
    Role.objects.create(
        municipality=board.municipality,
        person=administrator.person,
        organisation=board,
        kind=kind,
        first=today(),
    )
    both = actor_of(administrator.person)
    assert not [*waiting_keys(both), *waiting_roles(both)]
    with pytest.raises(Refused, match="ほかの人が確認"):
        confirm(one=one, by=both)
    for other in (system_actor(board.municipality, "定時"), make_actor(make_board(make_city()))):
        with pytest.raises(Denied):
            confirm(one=one, by=other)
    second = make_actor(board, role=kind)
    assert [*waiting_keys(second), *waiting_roles(second)] == [one]
    confirm(one=one, by=second)
    assert one.is_open
    assert not [*waiting_keys(second), *waiting_roles(second)]
    told = Event.objects.filter(key=str(one.pk)).order_by("at", "pk")
    assert [event.details["confirmation"] for event in told] == ["waiting", "confirmed"]


@BOTH
def test_confirm_days_both_sides_of_the_limit(
    ask: Ask, board: Organisation, administrator: Actor
) -> None:
    in_time, late = ask(board, administrator), key_for(administrator)[0]
    second = make_actor(board, role=RoleKind.BOARD_HEAD)
    assert in_time.confirm_by == today() + timedelta(days=14)
    with freeze(today() + timedelta(days=14)):
        confirm(one=in_time, by=second)
    with freeze(today() + timedelta(days=15)):
        assert late.lapsed
        assert not waiting_keys(second)
        with pytest.raises(Refused, match="もう"):
            confirm(one=late, by=second)


@BOTH
def test_what_was_declined_stays_shut(ask: Ask, board: Organisation, administrator: Actor) -> None:
    one, second = ask(board, administrator), make_actor(board, role=RoleKind.PRIVACY_OFFICER)
    with pytest.raises(Refused, match="わけ"):
        decline(one=one, why=" ", by=second)
    decline(one=one, why="契約がない", by=second)
    with pytest.raises(Refused):
        confirm(one=type(one)._base_manager.get(pk=one.pk), by=second)
    assert not type(one)._base_manager.get(pk=one.pk).is_open


@pytest.mark.parametrize("deed", deeds_of_systems())
def test_a_key_waits_if_it_reaches_data_on_children(deed: Deed, administrator: Actor) -> None:
    _, secret = key_for(administrator, deed)
    assert (key_of(secret) is None) == (deed not in OF_NO_CHILD)
    assert {Deed.SEE_UNTAKEN} == OF_NO_CHILD


def test_the_lead_confirms_at_the_own_agency_alone(
    board: Organisation, administrator: Actor
) -> None:
    agency = make_agency(board.municipality)
    role = role_at(agency, administrator)
    others = make_agency(board.municipality, "別の相談室")
    for other in (
        make_actor(others, role=RoleKind.AGENCY_LEAD),
        make_actor(agency, role=RoleKind.AGENCY_STAFF),
        actor_of(role_at(agency, administrator, RoleKind.AGENCY_LEAD).person),
    ):
        assert not waiting_roles(other)
        with pytest.raises(Denied):
            confirm(one=role, by=other)
    lead = make_actor(agency, role=RoleKind.AGENCY_LEAD)
    assert role in waiting_roles(lead)
    assert not actor_of(role.person).kinds
    confirm(one=role, by=lead)
    assert actor_of(role.person).kinds == {RoleKind.AGENCY_STAFF}


@pytest.mark.parametrize("changes", [{}, {"decided_by": "asked_by"}], ids=["nobody", "who asked"])
def test_the_database_takes_no_role_confirmed_by(
    changes: dict[str, str], board: Organisation, administrator: Actor
) -> None:
    role = role_at(make_agency(board.municipality), administrator)
    by = {name: getattr(role, value) for name, value in changes.items()}
    with pytest.raises(IntegrityError), transaction.atomic():
        Role.objects.filter(pk=role.pk).update(confirmation="confirmed", **by)


def give(folder: Path, by: Actor, *rows: str) -> None:
    """Take in a file of roles."""
    path = folder / "staff.csv"
    path.write_text("\n".join(["person,role,scope,from,to", *rows]) + "\n", encoding="utf-8")
    import_staff(path=path, by=by)


@pytest.mark.parametrize(
    "kind", [RoleKind.AGENCY_STAFF, RoleKind.CENTRE_STAFF, RoleKind.PRIVACY_OFFICER]
)
def test_a_file_opens_no_role_that_reads_or_confirms(
    kind: RoleKind, tmp_path: Path, board: Organisation, administrator: Actor
) -> None:
    place = Organisation.objects.create(
        municipality=board.municipality, kind="support_centre", name="もくれん教室"
    )
    person = make_person(board, role=None)
    scope = "" if kind == RoleKind.PRIVACY_OFFICER else place.name
    row = f"{person.sourced_id},{kind},{scope},2026-04-01,2026-05-31"
    give(tmp_path, administrator, row)
    assert not actor_of(person).kinds
    confirm(one=Role.objects.get(kind=kind), by=make_actor(board, role=RoleKind.BOARD_HEAD))
    give(tmp_path, administrator, row)
    assert actor_of(person).kinds == {kind}
    longer = row.replace("05-31", "06-30")
    for _ in range(2):
        give(tmp_path, administrator, longer)
    with freeze(today().replace(month=6)):
        assert not actor_of(person).kinds
    assert Role.objects.filter(kind=kind).count() == 2


def test_a_command_gives_the_first_board_head(tmp_path: Path, board: Organisation) -> None:
    person = make_person(board, role=None)
    row = f"{person.sourced_id},board_head,,2026-04-01,"
    give(tmp_path, system_actor(board.municipality, "import"), row)
    assert actor_of(person).kinds == {RoleKind.BOARD_HEAD}
