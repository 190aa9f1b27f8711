"""Where a pupil lies, for whoever asks the policy table."""

from datetime import date

from tsunagu.access.actor import Scope
from tsunagu.school.models import Enrolment, Expected, Pupil, School


def scope_of(pupil: Pupil, on: date) -> Scope:
    """Where a pupil lies: school, grade and home class of that day, or the last there was.

    One yet to begin counts only where there was none before, and without any the school that
    expects the child.
    """
    homes = Enrolment.objects.home().filter(pupil=pupil)
    rows = list(homes.select_related("classroom").order_by("begin", "pk"))
    begun = [e for e in rows if e.begin <= on]
    current = [e for e in begun if e.end is None or on < e.end]
    chosen: list[Enrolment] = current or begun[-1:] or rows[-1:]
    if not chosen:
        coming = Expected.objects.filter(pupil=pupil).select_related("school").first()
        return coming.school.scope if coming else Scope(municipality=pupil.municipality_id)
    return Scope(
        municipality=pupil.municipality_id,
        school=chosen[0].classroom.school_id,
        grades=frozenset(grade for e in chosen for grade in e.scope.grades),
        classrooms=frozenset(e.classroom_id for e in chosen),
    )


def known_at(pupil: Pupil, school: School) -> bool:
    """Is or was the child at a school, or is it expected there?"""
    homes = Enrolment.objects.home().filter(pupil=pupil, classroom__school=school)
    return homes.exists() or Expected.objects.filter(pupil=pupil, school=school).exists()
