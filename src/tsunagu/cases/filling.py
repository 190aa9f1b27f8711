"""What sharing outside and a child's team know of it: first values of the forms' fields.

A share that rests on the child protection network is never named: it would tell of the
registration.
"""

from uuid import UUID

from tsunagu.access.enums import MANAGERS
from tsunagu.access.models import Role
from tsunagu.cases.enums import Basis
from tsunagu.cases.models import Case, CaseQuerySet, Member, Share
from tsunagu.forms.answers import Value
from tsunagu.forms.filling import Known, Occasion, Source
from tsunagu.packs.forms import FormField

SHARES, CASE = "校外との共有", "ケースのチーム"


def _agencies(occasion: Occasion, field: FormField) -> Known | None:
    """The agencies with which the school shares today, as words or among a form's options."""
    if occasion.pupil is None:
        return None
    shares = Share.objects.in_force(occasion.day).filter(
        pupil=occasion.pupil, school=occasion.school
    )
    shares = shares.exclude(basis=Basis.PROTECTION_NETWORK).select_related("receiver")
    names = list(dict.fromkeys(one.receiver.name for one in shares.order_by("first", "pk")))
    if not names:
        return None
    labels = {option.label: option.id for option in field.options}
    told = {name: labels.get(name, "") for name in names}
    value = _chosen(told, field) if field.options else "、".join(names)
    return Known(value, SHARES, occasion.day) if value else None


def _chosen(told: dict[str, str], field: FormField) -> dict[str, object] | None:
    """The options for what is told; what has none stands behind その他, if there is that one."""
    others = [words for words, option in told.items() if option not in field.choices]
    known = {option for option in told.values() if option in field.choices}
    other, notes = field.choices.get("other"), {}
    if others and other and other.note:
        known.add(other.id)
        notes = {other.id: ["、".join(others)]}
    return (
        {"chosen": [one for one in field.choices if one in known], "notes": notes}
        if known
        else None
    )


def _cases(occasion: Occasion) -> CaseQuerySet:
    """The child's cases at the school that are not closed, the oldest first."""
    cases = Case.objects.open().filter(pupil=occasion.pupil, school=occasion.school)
    return cases.order_by("begun_at", "pk")


def _team(occasion: Occasion, field: FormField) -> Known | None:
    """The parts of the staff in the child's team: nobody from outside stands there."""
    members = Member.objects.on(occasion.day).filter(case__in=_cases(occasion).values("pk"))
    inside = list(members.filter(person__isnull=False).order_by("first", "at", "pk"))
    if occasion.pupil is None or not inside:
        return None
    parts = list(dict.fromkeys(one.part for one in inside))
    value: Value = "、".join(parts)
    if "formed" in field.choices:
        value = {"chosen": ["formed"], "notes": {"formed": [value]}}
    elif field.options:
        value = _chosen({one.part: _role(one.person_id, occasion) for one in inside}, field)
    return Known(value, CASE, occasion.day) if value else None


def _coordinator(occasion: Occasion, field: FormField) -> Known | None:
    """As what the coordinator of the child's case works at the school."""
    cases = _cases(occasion).filter(coordinator__isnull=False)
    one = cases.select_related("coordinator").first() if occasion.pupil else None
    if one is None or one.coordinator is None:
        return None
    value = _chosen({one.coordinator.name: _role(one.coordinator_id, occasion)}, field)
    return Known(value, CASE, occasion.day) if value else None


def _role(person: UUID | None, occasion: Occasion) -> str:
    """The option that is called as somebody's role at the school; nothing where there is none."""
    held = Role.objects.on(occasion.day).of_staff_here()
    held = held.filter(person=person, organisation=occasion.school).order_by("first", "pk")
    kind = next(iter(held.values_list("kind", flat=True)), "")
    return "manager" if kind in MANAGERS else kind.replace("_", "-")


SOURCES: dict[str, Source] = {
    "agency-ties": _agencies,
    "support-team": _team,
    "support-coordinator": _coordinator,
}
