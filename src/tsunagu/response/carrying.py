"""Open work that no day of this year holds goes along with the pupil into the class of today."""

from collections import defaultdict
from collections.abc import Collection
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, Subquery, UUIDField

from tsunagu.clock import now, school_year_of, today
from tsunagu.org.models import Municipality
from tsunagu.response.changes import note_schools
from tsunagu.response.enums import GIVEN, EndedBy, Status, TaskKind
from tsunagu.response.models import Task, TaskQuerySet
from tsunagu.school.locks import hold_pupils
from tsunagu.school.models import Classroom, Enrolment

NOT_HANDED_OVER = {
    "status": Status.OPEN,
    "ended_by": "",
    "ended_at": None,
    "ended_person": None,
    "why": "",
    "handed_to": None,
}


def carry_over(*, municipality: Municipality, pupils: Collection[UUID] | None = None) -> int:
    """Give open tasks of earlier years to the pupil's home class of today; how many changed.

    So with what people decided, which no day of a calendar moves. The roles of last year's class
    ended with it: the owner is found in the new one, at another school too, where what was handed
    over is open again; within the school it stays handed over. Where a pupil has no class yet, the
    task stays, and a manager answers for it.

    A step of a case goes to no other school, which does not read the case: the task is withdrawn,
    and what becomes of the step is for the school that leads the case to say.
    """
    homes = Enrolment.objects.home().on(today()).filter(pupil=OuterRef("pupil"))
    newest = homes.order_by("-begin", "pk")
    earlier = Q(day__lt=school_year_of(today()).first)
    here = Exists(homes.filter(classroom__school=OuterRef("school")))
    tasks = Task.objects.owed().filter(earlier | Q(kind__in=GIVEN), municipality=municipality)
    if pupils is not None:
        tasks = tasks.filter(pupil__in=pupils)
    home = Subquery(newest.values("classroom")[:1], output_field=UUIDField())
    behind = tasks.annotate(home=home).filter(~Q(classroom_id=F("home")), home__isnull=False)
    with transaction.atomic():
        hold_pupils(behind.values("pupil"))
        withdrawn = _withdraw(behind.filter(~here, kind=TaskKind.STEP))
        left = set(withdrawn.values())
        by_home: dict[UUID, list[UUID]] = defaultdict(list)
        for task, room, school in behind.values_list("pk", "home", "school"):
            by_home[room].append(task)
            left.add(school)
        for room, school in Classroom.objects.filter(pk__in=by_home).values_list("pk", "school"):
            moved = Task.objects.owed().filter(pk__in=by_home[room])
            within = moved.filter(status=Status.HANDED_OVER, school=school)
            within.update(classroom=room)
            left.add(school)
            others = moved.exclude(classroom=room)
            others.update(classroom=room, school=school, came=today(), **NOT_HANDED_OVER)
        note_schools(municipality.pk, left)
    return len(withdrawn) + sum(map(len, by_home.values()))


def _withdraw(steps: TaskQuerySet) -> dict[UUID, UUID]:
    """Withdraw the tasks of steps whose pupil has moved; which they were, with their schools."""
    found = dict(steps.values_list("pk", "school"))
    gone = {"status": Status.WITHDRAWN, "ended_by": EndedBy.MOVED, "ended_at": now()}
    Task.objects.filter(pk__in=found).update(**NOT_HANDED_OVER | gone)
    return found
