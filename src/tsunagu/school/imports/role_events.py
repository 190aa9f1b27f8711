"""What the audit keeps of roles that a file gives, changes or takes back: one event a role."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from tsunagu.access.actor import Actor
from tsunagu.access.models import Role
from tsunagu.access.policy import Deed
from tsunagu.audit.actions import event, record
from tsunagu.intake.journal import CannotUndo, keys_of
from tsunagu.intake.models import ImportRun

Period = tuple[date, date | None]
OWN = "この取り込みで自分の役割が変わっています。取り消しは、ほかの担当者に頼んでください"


def record_roles(
    roles: Iterable[tuple[Role, Period | None]], *, run: ImportRun, by: Actor, what: str = "give"
) -> None:
    """Write one event for each role, with the period that stood before it if there was one."""
    record(
        [
            event(
                municipality=by.municipality.code,
                actor=by.audit_key,
                deed=Deed.IMPORT_STAFF,
                kind="role",
                key=role.pk,
                details={"what": what if before is None else "change", "run": str(run.pk)}
                | _codes(role)
                | _period("before_", before),
            )
            for role, before in roles
        ]
    )


def _codes(role: Role) -> dict[str, Any]:
    return {
        "person": str(role.person_id),
        "role": str(role.kind),
        "organisation": str(role.organisation_id),
        "grade": role.grade,
        "classroom": str(role.classroom or ""),
        **_period("", (role.first, role.last)),
    }


def _period(prefix: str, period: Period | None) -> dict[str, str]:
    if period is None:
        return {}
    first, last = period
    return {f"{prefix}first": first.isoformat(), f"{prefix}last": last.isoformat() if last else ""}


@contextmanager
def roles_told(*, run: ImportRun, by: Actor) -> Iterator[None]:
    """Write the events of a run of roles that is taken back within.

    Raises `CannotUndo` where it touched the actor's own, since nobody gives themselves a role.
    """
    label = Role._meta.label_lower
    created, changed = (keys.get(label, frozenset()) for keys in keys_of(run))
    before = Role.objects.in_bulk(created | changed)
    if by.person is not None and any(r.person_id == by.person.pk for r in before.values()):
        raise CannotUndo([OWN])
    yield
    gone = [(before[key], None) for key in sorted(created & before.keys())]
    record_roles(gone, run=run, by=by, what="take_back")
    after = Role.objects.in_bulk(changed)
    periods = {key: (role.first, role.last) for key, role in before.items()}
    record_roles([(after[key], periods[key]) for key in sorted(after)], run=run, by=by)
