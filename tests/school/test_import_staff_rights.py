"""Nobody rises by a file of roles: who may take one in, for whom, and what the audit keeps."""

from datetime import date
from pathlib import Path

import pytest

from tests.builders import make_actor, make_board, make_person, make_school
from tests.roster_files import RosterFiles
from tsunagu.access.actor import Actor, actor_of, system_actor
from tsunagu.access.enums import RoleKind
from tsunagu.access.models import Role
from tsunagu.access.policy import Denied
from tsunagu.audit.models import Event
from tsunagu.intake.faults import InputFault
from tsunagu.intake.journal import CannotUndo
from tsunagu.intake.models import ImportRun
from tsunagu.intake.result import Result
from tsunagu.org.models import Organisation, OrganisationKind, Person
from tsunagu.school.imports.roster.action import import_roster
from tsunagu.school.imports.staff import import_staff
from tsunagu.school.imports.undo import undo_import

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def id_of(by: Actor) -> str:
    assert by.person
    return by.person.sourced_id


def give(folder: Path, by: Actor, *rows: str, dry_run: bool = False) -> Result:
    """Take in rows of person, role, scope, and days."""
    path = folder / "staff.csv"
    path.write_text("\n".join(["person,role,scope,from,to", *rows]) + "\n", encoding="utf-8")
    return import_staff(path=path, by=by, dry_run=dry_run)


def refused(folder: Path, by: Actor, *rows: str) -> list[tuple[int, str]]:
    """Line and words of what is wrong with these rows, of which nothing was written."""
    before = set(Role.objects.values_list("pk", "first", "last"))
    with pytest.raises(InputFault) as caught:
        give(folder, by, *rows)
    assert set(Role.objects.values_list("pk", "first", "last")) == before
    return [(fault.line, fault.message) for fault in caught.value.faults]


@pytest.mark.parametrize(
    "kind", [RoleKind.OFFICE, RoleKind.ATTENDANCE_LEAD, RoleKind.LEAD_SOCIAL_WORKER]
)
def test_clerk_and_others_give_no_role(tmp_path: Path, kind: RoleKind) -> None:
    school = make_school()
    place = make_board(school.municipality) if kind == RoleKind.LEAD_SOCIAL_WORKER else school
    by = make_actor(place, role=kind)
    row = f"{id_of(by)},principal,{school.sourced_id},2026-04-01,"
    for dry_run in (True, False):
        with pytest.raises(Denied):
            give(tmp_path, by, row, dry_run=dry_run)
    assert not Role.objects.filter(kind=RoleKind.PRINCIPAL).exists()


def test_manager_at_another_school_gives_none_where_a_clerk(tmp_path: Path) -> None:
    school = make_school()
    other = make_school(school.municipality)
    clerk = make_person(other, role=RoleKind.OFFICE)
    teacher = make_person(other, role=RoleKind.TEACHER)
    Role.objects.create(
        municipality=school.municipality,
        person=clerk,
        organisation=school,
        kind=RoleKind.DEPUTY_HEAD,
        first=date(2026, 4, 1),
    )
    by = actor_of(clerk)
    row = f"{teacher.sourced_id},nurse,{other.sourced_id},2026-04-01,"
    assert "自分の学校の職員だけ" in refused(tmp_path, by, row)[0][1]


@pytest.mark.parametrize(
    "kind", [RoleKind.DEPUTY_HEAD, RoleKind.PRINCIPAL, RoleKind.SUPERVISOR, RoleKind.ADMINISTRATOR]
)
def test_nobody_gives_a_role_to_themselves(tmp_path: Path, kind: RoleKind) -> None:
    school = make_school()
    board = make_board(school.municipality)
    by = make_actor(school if kind in {"deputy_head", "principal"} else board, role=kind)
    row = f"{id_of(by)},attendance_lead,{school.sourced_id},2026-04-01,"
    ((line, message),) = refused(tmp_path, by, row)
    assert (line, "自分自身の役割" in message) == (2, True)


def test_manager_gives_roles_of_the_own_school_up_to_the_own(tmp_path: Path) -> None:
    school = make_school()
    other = make_school(school.municipality)
    make_board(school.municipality)
    colleague = make_person(school, role=RoleKind.TEACHER).sourced_id
    deputy = make_actor(school, role=RoleKind.DEPUTY_HEAD)
    above = f"{colleague},principal,{school.sourced_id},2026-04-01,"
    beside = f"{colleague},nurse,{other.sourced_id},2026-04-01,"
    boards = f"{colleague},administrator,,2026-04-01,"
    faults = refused(tmp_path, deputy, above, beside, boards)
    assert [line for line, _ in faults] == [2, 3, 4]
    assert "自分より上の役割" in faults[0][1]
    own = f"{colleague},deputy_head,{school.sourced_id},2026-04-01,"
    assert give(tmp_path, deputy, own).counts["created"] == 1
    principal = make_actor(school, role=RoleKind.PRINCIPAL)
    assert give(tmp_path, principal, above).counts["created"] == 1
    ended = f"{colleague},principal,{school.sourced_id},2026-04-01,2026-04-30"
    assert "自分より上の役割" in refused(tmp_path, deputy, ended)[0][1]


def test_agency_roles_name_an_agency_and_never_a_school(tmp_path: Path) -> None:
    school = make_school()
    make_board(school.municipality)
    agency = Organisation.objects.create(
        municipality=school.municipality, kind=OrganisationKind.CLINIC, name="なぎさ医院"
    )
    person = make_person(school, role=None).sourced_id
    by = make_actor(make_board(school.municipality), role=RoleKind.ADMINISTRATOR)
    row = f"{person},agency_lead,{{}},2026-04-01,"
    assert "関係機関はありません" in refused(tmp_path, by, row.format(school.sourced_id))[0][1]
    assert give(tmp_path, by, row.format(agency.name)).counts["created"] == 1
    assert Role.objects.get(kind=RoleKind.AGENCY_LEAD).organisation == agency
    principal = make_actor(school, role=RoleKind.PRINCIPAL)
    assert "自分の学校" in refused(tmp_path, principal, row.format(agency.name))[0][1]


def told(what: str) -> list[dict[str, str]]:
    """What the audit keeps of roles, oldest first."""
    events = Event.objects.filter(kind="role", deed="import.staff").order_by("at", "id")
    return [event.details for event in events if event.details["what"] == what]


def test_audit_keeps_each_role_given_changed_and_taken_back(tmp_path: Path) -> None:
    school = make_school()
    person = make_person(school, role=RoleKind.TEACHER, family_name="久遠寺")
    by = make_actor(make_board(school.municipality), role=RoleKind.SUPERVISOR)
    row = f"{person.sourced_id},nurse,{school.sourced_id},2026-04-01,"
    give(tmp_path, by, row, f"{person.sourced_id},office,{school.sourced_id},2026-04-01,")
    assert {given["role"] for given in told("give")} == {"nurse", "office"}
    given = told("give")[0]
    assert (given["person"], given["organisation"]) == (str(person.pk), str(school.pk))
    assert (given["first"], given["last"]) == ("2026-04-01", "")
    result = give(tmp_path, by, f"{row}2026-04-30")
    (ended,) = told("change")
    assert (ended["before_last"], ended["last"]) == ("", "2026-04-30")
    give(tmp_path, by, f"{row}2026-04-30")
    assert len(told("change")) == 1
    undo_import(run=ImportRun.objects.get(pk=result.run), by=by)
    assert (told("change")[1]["before_last"], told("change")[1]["last"]) == ("2026-04-30", "")
    undo_import(run=ImportRun.objects.get(state="active"), by=by)
    assert {gone["role"] for gone in told("take_back")} == {"nurse", "office"}
    keys = {event.actor for event in Event.objects.filter(kind="role")}
    assert keys == {by.audit_key}
    assert not [e for e in Event.objects.all() if "久遠寺" in f"{e.details}{e.key}{e.actor}"]


def test_nobody_takes_back_a_run_that_ended_a_role_of_their_own(
    tmp_path: Path,
) -> None:
    school = make_school()
    by = make_actor(make_board(school.municipality), role=RoleKind.SUPERVISOR)
    system = system_actor(school.municipality, "tests")
    head = f"{id_of(by)},board_head,,2026-04-01,"
    give(tmp_path, system, head)
    ended = give(tmp_path, system, f"{head}2026-04-30")
    with pytest.raises(CannotUndo, match="自分の役割"):
        undo_import(run=ImportRun.objects.get(pk=ended.run), by=by)
    assert Role.objects.get(kind=RoleKind.BOARD_HEAD).last == date(2026, 4, 30)
    undo_import(run=ImportRun.objects.get(pk=ended.run), by=system)
    assert Role.objects.get(kind=RoleKind.BOARD_HEAD).last is None


def test_a_roster_gives_its_importer_no_role_not_held_today(tmp_path: Path) -> None:
    def roster() -> RosterFiles:
        files = RosterFiles()
        files.school("S1")
        files.homeroom("C1", school="S1")
        files.pupil("K1", homeroom="C1")
        files.staff("T2", role="districtAdministrator", org="D1")
        return files

    import_roster(path=roster().write(tmp_path / "a"))
    by = actor_of(Person.objects.get())
    import_roster(path=roster().write(tmp_path / "same"), by=by)
    rising = roster()
    rising.enrol("T2", "C1", role="teacher")
    risen = rising.write(tmp_path / "b")
    with pytest.raises(InputFault, match=r"users\.csv:\d+: 取り込む人自身に"):
        import_roster(path=risen, by=by)
    assert {r.kind for r in Role.objects.all()} == {RoleKind.ADMINISTRATOR}
    import_roster(path=risen)
    assert Role.objects.count() == 2
