"""What the rooms below know of a school and a child: the first values that stand in the roster."""

from collections.abc import Callable

from tsunagu.access.enums import RoleKind
from tsunagu.access.models import Role
from tsunagu.forms import handed_in
from tsunagu.forms.filling import Known, Occasion, Source
from tsunagu.forms.filling import register as register_sources
from tsunagu.org.models import Organisation, OrganisationKind
from tsunagu.packs.forms import FormField
from tsunagu.school.enums import GRADE_LABELS
from tsunagu.school.guardians import with_limits
from tsunagu.school.initials import UNKNOWN, initial
from tsunagu.school.models import Guardian

ROSTER = "名簿"


def _today(occasion: Occasion, field: FormField) -> Known:
    return Known(occasion.day.isoformat(), "書き始めた日", occasion.day)


def _writer(occasion: Occasion, field: FormField) -> Known:
    return Known(occasion.by.name, "書き始めた人", occasion.day)


def _school(occasion: Occasion, field: FormField) -> Known | None:
    return _of_roster(occasion.school.name if occasion.school else "", occasion)


def _board(occasion: Occasion, field: FormField) -> Known | None:
    boards = Organisation.objects.filter(
        municipality=occasion.municipality, kind=OrganisationKind.BOARD
    )
    name = boards.order_by("pk").values_list("name", flat=True).first()
    return _of_roster(name or "", occasion)


def _grade(occasion: Occasion, field: FormField) -> Known | None:
    home = occasion.home
    grade = home.grade if home else ""
    return _of_roster(GRADE_LABELS.get(grade, grade), occasion)


def _class_name(occasion: Occasion, field: FormField) -> Known | None:
    return _of_roster(occasion.home.classroom.name if occasion.home else "", occasion)


def _class_kind(occasion: Occasion, field: FormField) -> Known | None:
    if occasion.home is None:
        return None
    special = occasion.home.classroom.special_needs
    return _option("special-needs" if special else "regular", occasion, field)


def _sex(occasion: Occasion, field: FormField) -> Known | None:
    return _option(occasion.pupil.sex if occasion.pupil else "", occasion, field)


def _initial_family(occasion: Occasion, field: FormField) -> Known | None:
    return _letter(occasion.pupil.family_kana, occasion) if occasion.pupil else None


def _initial_given(occasion: Occasion, field: FormField) -> Known | None:
    return _letter(occasion.pupil.given_kana, occasion) if occasion.pupil else None


def _name(occasion: Occasion, field: FormField) -> Known | None:
    return _of_roster(occasion.pupil.name if occasion.pupil else "", occasion)


def _kana(occasion: Occasion, field: FormField) -> Known | None:
    return _of_roster(occasion.pupil.kana if occasion.pupil else "", occasion)


def _birth_date(occasion: Occasion, field: FormField) -> Known | None:
    born = occasion.pupil.birth_date if occasion.pupil else None
    return _of_roster(born.isoformat() if born else "", occasion)


def _homeroom(occasion: Occasion, field: FormField) -> Known | None:
    """The class's homeroom teachers of the day."""
    if occasion.home is None:
        return None
    roles = Role.objects.on(occasion.day).of_staff_here().select_related("person")
    roles = roles.filter(kind=RoleKind.HOMEROOM, classroom=occasion.home.classroom_id)
    names = [role.person.name for role in roles.order_by("first", "pk")]
    return Known("、".join(names), "職員と役割", occasion.day) if names else None


def _guardian(read: Callable[[Guardian], str]) -> Source:
    """A fact of the guardian to call first; nobody under a limit is written on a sheet."""

    def source(occasion: Occasion, field: FormField) -> Known | None:
        if occasion.pupil is None:
            return None
        rows = with_limits(occasion.pupil.guardians.order_by("order", "pk"), occasion.day)
        first = next((one for one in rows if one.limit is None), None)
        return _of_roster(read(first), occasion) if first else None

    return source


def _phone(occasion: Occasion, field: FormField) -> Known | None:
    """The number of the guardian to call first, for who may call."""
    return _guardian(lambda one: one.number)(occasion, field) if occasion.numbers else None


def _of_roster(words: str, occasion: Occasion) -> Known | None:
    return Known(words, ROSTER, occasion.day) if words else None


def _option(option: str, occasion: Occasion, field: FormField) -> Known | None:
    """A choice, where the form has it."""
    if option not in field.choices:
        return None
    return Known({"chosen": [option], "notes": {}}, ROSTER, occasion.day)


def _letter(kana: str, occasion: Occasion) -> Known | None:
    letter = initial(kana)
    return Known(letter, "名簿のよみ", occasion.day) if letter != UNKNOWN else None


SOURCES: dict[str, Source] = {
    "today": _today,
    "writer-name": _writer,
    "school-name": _school,
    "board-name": _board,
    "grade": _grade,
    "class-name": _class_name,
    "class-kind": _class_kind,
    "sex": _sex,
    "initial-family": _initial_family,
    "initial-given": _initial_given,
    "pupil-name": _name,
    "pupil-kana": _kana,
    "birth-date": _birth_date,
    "homeroom-name": _homeroom,
    "guardian-name": _guardian(lambda one: one.name),
    "guardian-relation": _guardian(lambda one: one.relation),
    "guardian-phone": _phone,
    "guardian-language": _guardian(lambda one: one.language),
}


def register() -> None:
    """Tell what schools and rosters know, and what schools handed in."""
    register_sources({**SOURCES, **handed_in.SOURCES})
