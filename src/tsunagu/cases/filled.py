"""What cases, their conferences and handovers know of a child: first values of the forms' fields.

Only where whoever begins the sheet may see them; of conferences the last one that was held.
What was agreed there is a fact of that day. What adults thought of the child is never filled in.
"""

from collections.abc import Callable, Iterable
from datetime import date

from tsunagu.access.actor import actor_of
from tsunagu.access.policy import Deed, may
from tsunagu.cases.case_enums import Wisher
from tsunagu.cases.conference_enums import ConferenceState, Towards
from tsunagu.cases.models import Case, Conference, Handover, SmallStep, Wish
from tsunagu.clock import JST
from tsunagu.forms.answers import Value
from tsunagu.forms.filling import Known, Occasion, Source
from tsunagu.packs.forms import FormField

READ = "conference"
"""Under which name an occasion knows of which conference a sheet is begun."""
CONFERENCE, WISHES = "ケース会議の記録", "ケースに書きとめたことば"


def _cases(occasion: Occasion) -> list[Case]:
    """The child's cases at the school that the writer may see, those still open first."""
    if "cases" not in occasion.read:
        by = actor_of(occasion.by)
        rows = Case.objects.filter(pupil=occasion.pupil, school=occasion.school)
        seen = [
            one for one in rows.order_by("-begun_at", "pk") if may(by, Deed.SEE_CASE, one.scope)
        ]
        occasion.read["cases"] = sorted(seen, key=lambda one: not one.open)
    found: list[Case] = occasion.read["cases"] if occasion.pupil else []
    return found


def _conference(occasion: Occasion) -> Conference | None:
    """The conference of which the sheet is begun, or the last that was held."""
    if READ not in occasion.read:
        held = Conference.objects.filter(case__in=_cases(occasion), state=ConferenceState.HELD)
        rows = held.select_related("case")
        occasion.read[READ] = rows.order_by("-day", "-held_at", "pk").first()
    found: Conference | None = occasion.read[READ]
    return found if occasion.pupil else None


def _of_conference(read: Callable[[Conference], Value]) -> Source:
    """A source that reads the conference; its facts are of the conference's day."""

    def source(occasion: Occasion, field: FormField) -> Known | None:
        one = _conference(occasion)
        value = read(one) if one else None
        return Known(value, CONFERENCE, one.day) if one and value else None

    return source


def _participants(one: Conference) -> Value:
    """Who was there, the staff first."""
    there = one.invitations.filter(attended=True).select_related("person")
    there = there.order_by("outside", "person__kana", "pk")
    parts = dict(one.case.members.on(one.day).exclude(person=None).values_list("person", "part"))
    named = ((row.name, parts.get(row.person_id) if row.person_id else "") for row in there)
    return "、".join(f"{name}（{part}）" if part else name for name, part in named)


def _next(one: Conference) -> Value:
    return one.next_on.isoformat() if one.next_on else None


def _cells(step: SmallStep) -> dict[str, str]:
    who = step.outside or (step.who.name if step.who else "")
    return {"what": step.what, "who": who, "when": step.when, "where": step.where}


def _steps(occasion: Occasion, field: FormField) -> Known | None:
    """Each step on a line; where no column asks how, it stands behind what is done."""
    how = any(column.id == "how" for column in field.columns)

    def line(step: SmallStep) -> dict[str, object]:
        more = {"how": step.how} if how else {"what": _whole(step)}
        return {"row": "", "cells": _cells(step) | more}

    read = _of_conference(lambda one: [line(step) for step in one.steps.select_related("who")])
    return read(occasion, field)


def _plan(one: Conference) -> Value:
    """By to whom the steps turn; several towards one stand on lines of one row."""
    rows, steps = [], list(one.steps.select_related("who"))
    for towards in Towards:
        mine = [_cells(step) | {"what": _whole(step)} for step in steps if step.towards == towards]
        if mine:
            cells = {name: "\n".join(cell[name] for cell in mine).strip() for name in mine[0]}
            rows.append({"row": towards.value, "cells": cells})
    return rows


def _whole(step: SmallStep) -> str:
    return f"{step.what}（{step.how}）" if step.how else step.what


def _wish(whose: Wisher, *, met: bool = False) -> Source:
    """The words heard last, as they were said, of the day on which they were heard.

    Of all the child's cases; where people `met`, of the case of their conference.
    """

    def source(occasion: Occasion, field: FormField) -> Known | None:
        one = _conference(occasion) if met else None
        cases = [one.case] if one else _cases(occasion)
        said = Wish.objects.filter(case__in=cases, whose=whose).first()
        return Known(said.words, WISHES, said.heard_on) if said else None

    return source


def _held(occasion: Occasion, field: FormField) -> Known | None:
    """That the case was spoken about at a conference; where none is on record nothing is known."""
    one = _conference(occasion)
    return _chosen(["doing"], field, CONFERENCE, one.day) if one else None


def _handed_over(occasion: Occasion, field: FormField) -> Known | None:
    """That last year's class or school handed the child on; where nothing came nothing is known.

    What was prepared in the year itself is of a change within it, not of the year before.
    """
    by, year = actor_of(occasion.by), occasion.year
    rows = Handover.objects.received_by(by, Deed.RECEIVE_HANDOVER).filter(pupil=occasion.pupil)
    rows = rows.filter(to_school=occasion.school, first__range=(year.first, occasion.day))
    rows = rows.filter(at__date__lt=year.first).select_related("school", "prepared_by")
    one = rows.order_by("-sent_at", "pk").first()
    if one is None or one.sent_at is None:
        return None
    origin = f"引き継ぎ（{one.school.name}　{one.prepared_by.name}から）"
    return _chosen(["yes"], field, origin, one.sent_at.astimezone(JST).date())


def _chosen(ids: Iterable[str], field: FormField, origin: str, on: date) -> Known | None:
    """The options of these ids, in the form's order."""
    wanted = set(ids)
    chosen = [one for one in field.choices if one in wanted]
    return Known({"chosen": chosen, "notes": {}}, origin, on) if chosen else None


SOURCES: dict[str, Source] = {
    "case-conference": _held,
    "conference-day": _of_conference(lambda one: one.day.isoformat()),
    "conference-when": _of_conference(lambda one: one.when),
    "conference-place": _of_conference(lambda one: one.place),
    "conference-participants": _of_conference(_participants),
    "conference-aim": _of_conference(lambda one: one.aim),
    "conference-steps": _steps,
    "conference-plan": _of_conference(_plan),
    "conference-agreements": _of_conference(lambda one: one.agreed),
    "conference-next": _of_conference(_next),
    "child-wish": _wish(Wisher.CHILD),
    "conference-child-wish": _wish(Wisher.CHILD, met=True),
    "conference-guardian-wish": _wish(Wisher.GUARDIAN, met=True),
    "guardian-wish": _wish(Wisher.GUARDIAN),
    "handed-over": _handed_over,
}
