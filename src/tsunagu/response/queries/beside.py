"""What stands beside each pupil behind a number: days, last heard and seen, who owes what next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from tsunagu.access.actor import Actor
from tsunagu.access.policy import Deed
from tsunagu.response.enums import OWED, TaskKind
from tsunagu.response.last_contacts import last_contacts
from tsunagu.response.models import Task
from tsunagu.response.queries.counters import counters_of
from tsunagu.response.queries.owed import OwedTask, describe, desk
from tsunagu.response.rules import Counters
from tsunagu.school.models import Enrolment, Pupil


@dataclass(frozen=True)
class Beside:
    """A pupil's line; `tasks` are those that were counted, `next` is what is due first."""

    pupil: Pupil
    home: Enrolment | None
    counters: Counters
    tasks: Sequence[Task]
    days_since_heard: int | None
    days_since_seen: int | None
    next: OwedTask | None


def beside(
    actor: Actor, pupils: Sequence[Pupil], tasks: Mapping[UUID, Sequence[Task]], on: date
) -> list[Beside]:
    """Lines of pupils in their order, in as many queries for any number of them.

    Protection tasks stand in no list.
    """
    keys = [pupil.pk for pupil in pupils]
    homes = Enrolment.objects.on(on).home().filter(pupil__in=keys).select_related("classroom")
    home_of = {home.pupil_id: home for home in homes}
    open_tasks = Task.objects.visible_to(actor, Deed.SEE_PUPIL).filter(
        status__in=OWED, pupil__in=keys
    )
    ordered = open_tasks.exclude(kind=TaskKind.PROTECTION).order_by("-due", "-day", "-pk")
    due_first = {one.pupil.pk: one for one in describe(desk(actor), ordered)}
    last = last_contacts(keys)
    counters = counters_of(actor.municipality, keys, on)
    return [
        Beside(
            pupil,
            home_of.get(pupil.pk),
            counters.get(pupil.pk, Counters()),
            tasks.get(pupil.pk, ()),
            last[pupil.pk].days_since_heard,
            last[pupil.pk].days_since_seen,
            due_first.get(pupil.pk),
        )
        for pupil in pupils
    ]
