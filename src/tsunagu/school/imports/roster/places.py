"""The district, its schools and their homerooms."""

from uuid import UUID

from tsunagu.clock import new_id
from tsunagu.org.models import Municipality, Organisation, OrganisationKind
from tsunagu.school.enums import STAGE_OF_CODE, Stage
from tsunagu.school.imports.oneroster.records import Homeroom, Org
from tsunagu.school.imports.roster.plan import Plan
from tsunagu.school.models import Classroom, School, packed_grades

BOARD_ENDING = "教育委員会"


def new_municipality(district: Org, packs: list[str]) -> Municipality:
    """The municipality of a roster's district, not yet stored."""
    name = district.name.removesuffix(BOARD_ENDING).strip() or district.name
    return Municipality(code=district.code or district.id, name=name, packs=packs)


def plan_places(plan: Plan) -> None:
    """The board, the schools and the classes of the roster, found or made."""
    _board(plan)
    known = list(School.objects.filter(municipality=plan.municipality))
    by_id = {(s.source, s.sourced_id): s for s in known}
    by_code = {s.code: s for s in known if s.code}
    for org in plan.roster.schools.values():
        school = by_id.get((plan.source, org.id)) or by_code.get(org.code)
        plan.schools[org.id] = _school(plan, org, school)
    gone = {s.pk for s in known if s.source == plan.source}
    for pk in gone - {s.pk for s in plan.schools.values()}:
        name = next(s.name for s in known if s.pk == pk)
        plan.warnings.append(f"orgs.csv: 登録済みの「{name}」がこの名簿にありません")
    _classrooms(plan)


def _board(plan: Plan) -> None:
    district = plan.roster.district
    assert district is not None
    boards = Organisation.objects.filter(
        municipality=plan.municipality, kind=OrganisationKind.BOARD
    )
    board = boards.order_by("id").first()
    values = {"name": district.name, "code": district.code, **_from(plan, district)}
    if board is None:
        board = Organisation(municipality=plan.municipality, kind=OrganisationKind.BOARD, **values)
        plan.journal.create(board)
    else:
        plan.journal.change(board, **values)
    plan.board = board


def _from(plan: Plan, org: Org) -> dict[str, str]:
    return {"source": plan.source, "sourced_id": org.id}


def _school(plan: Plan, org: Org, school: School | None) -> School:
    values = {"name": org.name, "code": org.code[:20], **_from(plan, org)}
    if school is None:
        stage = STAGE_OF_CODE.get(org.code[:2], Stage.OTHER)
        key = new_id()
        school = School(
            id=key,
            organisation_ptr_id=key,
            municipality=plan.municipality,
            kind=OrganisationKind.SCHOOL,
            stage=stage,
            **values,
        )
        plan.journal.create(school)
    else:
        plan.journal.change(school, **values)
    return school


def _classrooms(plan: Plan) -> None:
    known = Classroom.objects.filter(
        municipality=plan.municipality, school_year__in=plan.roster.years
    ).order_by("id")
    by_id = {(c.source, c.sourced_id, c.school_year): c for c in known}
    others = {_likeness(c): c for c in known if c.source != plan.source}
    grades = _grades_of_pupils(plan)
    for homeroom in plan.roster.homerooms.values():
        packed = packed_grades(list(homeroom.grades) or grades.get(homeroom.id, []))
        school = plan.schools[homeroom.school]
        like = (school.pk, homeroom.year, packed, homeroom.title)
        found = by_id.get((plan.source, homeroom.id, homeroom.year)) or others.pop(like, None)
        plan.classrooms[homeroom.id] = _classroom(plan, homeroom, packed, found)


def _likeness(classroom: Classroom) -> tuple[UUID, int, str, str]:
    return (classroom.school_id, classroom.school_year, classroom.grades, classroom.name)


def _grades_of_pupils(plan: Plan) -> dict[str, list[str]]:
    """For classes that name no grade: those of their pupils."""
    found: dict[str, set[str]] = {}
    for row in plan.roster.enrolments:
        user = plan.roster.users.get(row.user)
        if row.role == "student" and user and user.grade:
            found.setdefault(row.homeroom, set()).add(user.grade)
    return {homeroom: sorted(grades) for homeroom, grades in found.items()}


def _classroom(
    plan: Plan, homeroom: Homeroom, grades: str, classroom: Classroom | None
) -> Classroom:
    school = plan.schools[homeroom.school]
    values = {
        "name": homeroom.title,
        "grades": grades,
        "special_needs": homeroom.special_needs,
        "source": plan.source,
        "sourced_id": homeroom.id,
    }
    if classroom is None:
        classroom = Classroom(
            municipality=plan.municipality, school=school, school_year=homeroom.year, **values
        )
        plan.journal.create(classroom)
    elif plan.journal.change(classroom, school_id=school.pk, **values):
        plan.touched.add((school.pk, homeroom.year))
    return classroom
