"""Which children a roster would bring, change or end, for a person to look at before saying yes."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from tsunagu.intake.result import Outlook
from tsunagu.school.enums import EnrolmentKind
from tsunagu.school.imports.roster.plan import Plan
from tsunagu.school.models import Classroom, Enrolment, Pupil

NEW, CHANGED, ENDED = "新しく入る", "記録か学級が変わる", "在籍が終わる"
ORDER = (NEW, CHANGED, ENDED)


def outlook_of(plan: Plan) -> tuple[Outlook, ...]:
    """One line a child whose record or home class would change: new ones, changed, ended.

    A few queries for any number of them. The class is that after the import, or the last.
    """
    brought, named, _ = plan.journal.told(Pupil)
    made, moved, gone = plan.journal.told(Enrolment)
    after = {row.pupil_id: row.classroom_id for row in _home(made)}
    ended = {row.pupil_id: row.classroom_id for row in _home(gone)}
    kept: dict[UUID, UUID] = {}
    for row, before in moved:
        if row.kind != EnrolmentKind.HOME:
            continue
        if _ends(row, before):
            ended[row.pupil_id] = row.classroom_id
        else:
            kept[row.pupil_id] = row.classroom_id
            if "classroom_id" in before:
                ended[row.pupil_id] = before["classroom_id"]
    new = {pupil.pk for pupil in brought}
    changed = {pupil.pk for pupil, _ in named} | kept.keys() | after.keys()
    whats = dict.fromkeys(ended, ENDED) | dict.fromkeys(changed, CHANGED)
    whats |= dict.fromkeys(new, NEW)
    now = _standing(whats.keys() - after.keys() - kept.keys() - ended.keys())
    places = now | ended | kept | after
    return _lines(plan, whats, places, ended)


def _home(rows: Iterable[Enrolment]) -> Iterable[Enrolment]:
    return (row for row in rows if row.kind == EnrolmentKind.HOME)


def _ends(row: Enrolment, before: Mapping[str, object]) -> bool:
    """Would the row end earlier than it did, and nothing else of it change?"""
    return before.keys() == {"end"} and row.end is not None and row.end != before["end"]


def _standing(pupils: Iterable[UUID]) -> dict[UUID, UUID]:
    """The last home classes of children of whom only the record changes."""
    rows = Enrolment.objects.home().filter(pupil__in=list(pupils)).order_by("begin", "pk")
    return dict(rows.values_list("pupil", "classroom"))


def _lines(
    plan: Plan, whats: Mapping[UUID, str], places: Mapping[UUID, UUID], before: Mapping[UUID, UUID]
) -> tuple[Outlook, ...]:
    known = {pupil.pk: pupil for pupil in plan.pupils.values()}
    pupils = known | Pupil.objects.in_bulk(whats.keys() - known.keys())
    rooms = {room.pk: room for room in plan.classrooms.values()}
    others = {*places.values(), *before.values()} - rooms.keys()
    rooms |= Classroom.objects.select_related("school").in_bulk(others)
    lines = []
    for key, what in whats.items():
        place, was = rooms.get(places.get(key, key)), rooms.get(before.get(key, key))
        lines.append(
            Outlook(
                what,
                pupils[key].name,
                pupils[key].kana,
                _words(place),
                _words(was) if was != place else "",
                "" if what == NEW else str(key),
            )
        )
    return tuple(sorted(lines, key=lambda one: (ORDER.index(one.what), one.place, one.kana)))


def _words(room: Classroom | None) -> str:
    return f"{room.school.name} {room.label}" if room else ""
