"""Schools, classes, grades and pupils as people name them in a file."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from uuid import UUID

from tsunagu.clock import school_year_of, today
from tsunagu.intake.values import BadValue, plain
from tsunagu.org.models import Municipality
from tsunagu.school.enums import GRADE_LABELS
from tsunagu.school.models import Classroom, PupilIdentity, School

FEW = 500
"""So many keys fit into one question to the database; of more all rows are read."""


class Places:
    """The schools and classes of a municipality, found by code, roster id and grade."""

    def __init__(self, municipality: Municipality) -> None:
        self.schools: dict[str, School] = {}
        for school in School.objects.filter(municipality=municipality).order_by("id"):
            for name in (school.code, school.sourced_id):
                if name:
                    self.schools[name] = school
        classes = Classroom.objects.filter(municipality=municipality).select_related("school")
        self.classrooms: dict[tuple[str, int], Classroom] = {}
        self.grades: dict[tuple[UUID | None, int], set[str]] = defaultdict(set)
        self.years: set[int] = set()
        for classroom in classes.order_by("id"):
            year = classroom.school_year
            self.years.add(year)
            self.classrooms[classroom.sourced_id, year] = classroom
            for place in (classroom.school_id, None):
                self.grades[place, year].update(classroom.grade_list)

    def school(self, text: str) -> School:
        """A school by its 13-character code or its id in the roster."""
        found = self.schools.get(text)
        if found is None:
            raise BadValue(
                f"「{text}」という学校はありません。13文字の学校コードか名簿のIDで書いてください"
            )
        return found

    def classroom(self, text: str, on: date) -> Classroom:
        """A class of the day's school year by its id in the roster."""
        year = school_year_of(on).year
        found = self.classrooms.get((text, year))
        if found is None:
            raise BadValue(
                f"「{text}」という学級は{year}年度にありません。名簿の学級IDで書いてください"
            )
        return found

    def grade(self, text: str, school: School | None, on: date) -> str:
        """A grade by code (P3) or as people say it (3年), among those that the classes have.

        Where the roster of the year is not there yet, any code will do.
        """
        year = school_year_of(on).year
        there = self.grades.get((school.pk if school else None, year), set())
        if text in there or (not there and text in GRADE_LABELS):
            return text
        said = [code for code in sorted(there) if GRADE_LABELS.get(code) == plain(text)]
        if len(said) > 1:
            raise BadValue(f"「{text}」では決まりません。{'・'.join(said)} のどれかにしてください")
        if not said:
            known = "・".join(sorted(there)) or "ありません"
            raise BadValue(
                f"「{text}」という学年の学級は{year}年度にありません（あるもの: {known}）"
            )
        return said[0]


def pupils_by_id(municipality: Municipality, ids: Iterable[str]) -> dict[str, UUID]:
    """Pupils' keys by the roster's id: the one that holds today, else the latest."""
    day = today()
    identities = PupilIdentity.objects.filter(municipality=municipality)
    wanted = set(ids)
    if len(wanted) <= FEW:
        identities = identities.filter(sourced_id__in=wanted)
    found: dict[str, tuple[bool, date, UUID]] = {}
    for identity in identities.order_by("first", "id"):
        if identity.sourced_id in wanted:
            holds = identity.first <= day and (identity.last is None or identity.last >= day)
            rank = (holds, identity.first, identity.pupil_id)
            found[identity.sourced_id] = max(rank, found.get(identity.sourced_id, rank))
    return {sourced_id: pupil for sourced_id, (_, _, pupil) in found.items()}
