"""Where a pupil lies, for whoever asks the policy table."""

from datetime import date

from django.db.models import OuterRef, Subquery, UUIDField
from django.db.models.functions import Coalesce

from tsunagu.access.actor import Scope
from tsunagu.clock import today
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


def home_school(pupil: str) -> Coalesce:
    """The school of today's `scope_of`, as a query: `pupil` names the column of the child's key."""
    homes = Enrolment.objects.home().filter(pupil=OuterRef(pupil))
    newest = homes.order_by("-begin", "-pk").values("classroom__school")
    coming = Expected.objects.filter(pupil=OuterRef(pupil)).values("school")
    either = (newest.filter(begin__lte=today()), newest, coming)
    return Coalesce(*(Subquery(rows[:1]) for rows in either), output_field=UUIDField())


def known_at(pupil: Pupil, school: School) -> bool:
    """Is or was the child at a school, or is it expected there?"""
    homes = Enrolment.objects.home().filter(pupil=pupil, classroom__school=school)
    return homes.exists() or Expected.objects.filter(pupil=pupil, school=school).exists()
