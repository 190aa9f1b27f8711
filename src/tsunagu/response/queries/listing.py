"""Every response of a school year, one line a reason, for files and scripts."""

from collections.abc import Collection, Iterator
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any
from uuid import UUID

from tsunagu.access.actor import Actor
from tsunagu.access.policy import Deed
from tsunagu.clock import today
from tsunagu.org.models import Municipality
from tsunagu.response.actions.schools import catch_up
from tsunagu.response.enums import Status
from tsunagu.response.models import Task, TaskReason
from tsunagu.response.staff import StaffBook
from tsunagu.school.models import Classroom, PupilIdentity


@dataclass(frozen=True, slots=True)
class Line:
    """One line of `tsunagu responses`; `child` is our own key, which is not printed."""

    child: UUID
    pupil: str
    date: str
    rule: str
    run: int
    total: int
    due: str
    task: str
    task_kind: str
    owner: str
    status: str

    def as_dict(self) -> dict[str, Any]:
        """The line as the command prints it."""
        line = asdict(self)
        del line["child"]
        return line


def responses(
    actor: Actor,
    school_year: int,
    *,
    as_of: date | None = None,
    withdrawn: bool = False,
    deed: Deed = Deed.SEE_PUPIL,
) -> list[Line]:
    """The responses that follow from the days up to `as_of` as known now, with their tasks.

    What the tasks on record do not yet follow is reconciled first. Protection responses are
    listed for managers alone. In order of date, pupil and rule.
    """
    until = min(as_of or today(), today())
    catch_up(municipality=actor.municipality, school_year=school_year, until=until)
    reasons = (
        TaskReason.objects.filter(
            municipality=actor.municipality, school_year=school_year, day__lte=until
        )
        .filter(task__in=_visible(actor, deed))
        .select_related("task")
    )
    if not withdrawn:
        reasons = reasons.filter(withdrawn=False)
    lines = _lines(actor.municipality, list(reasons.iterator(chunk_size=5000)))
    return sorted(lines, key=lambda line: (line.date, line.pupil, line.rule))


def _visible(actor: Actor, deed: Deed) -> Any:
    return Task.objects.visible_to(actor, deed).values("pk")


def _lines(municipality: Municipality, reasons: list[TaskReason]) -> Iterator[Line]:
    names = Identities(municipality)
    classes = Classroom.objects.in_bulk({reason.task.classroom_id for reason in reasons})
    book = StaffBook.of({room.school_id for room in classes.values()}, today())
    for reason in reasons:
        task = reason.task
        person = book.responsible(task.owner, classes[task.classroom_id], task.handed_to_id)
        yield Line(
            child=reason.pupil_id,
            pupil=names.on(reason.pupil_id, reason.day),
            date=str(reason.day),
            rule=reason.rule,
            run=reason.run,
            total=reason.total,
            due=str(reason.due),
            task=str(task.pk),
            task_kind=task.kind,
            owner=(person.sourced_id or str(person.pk)) if person else task.owner,
            status=Status.WITHDRAWN if reason.withdrawn else task.status,
        )


class Identities:
    """The `sourcedId` of each pupil of a municipality, or of those given, valid on a date."""

    def __init__(self, municipality: Municipality, pupils: Collection[UUID] | None = None) -> None:
        rows = PupilIdentity.objects.filter(municipality=municipality).order_by("first", "id")
        rows = rows if pupils is None else rows.filter(pupil__in=pupils)
        self._known: dict[UUID, list[tuple[date, str]]] = {}
        for pupil, first, sourced_id in rows.values_list("pupil", "first", "sourced_id"):
            self._known.setdefault(pupil, []).append((first, sourced_id))

    def on(self, pupil: UUID, day: date) -> str:
        """The latest begun by that day, else the first there is, else our own key."""
        known = self._known.get(pupil, [])
        begun = [sourced_id for first, sourced_id in known if first <= day]
        return (begun[-1:] or [known[0][1] if known else str(pupil)])[0]
