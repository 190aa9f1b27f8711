"""What the audit keeps of roles that a file gives, changes or takes back: one event a role."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from tsunagu.access.actor import Actor
from tsunagu.access.models import Role
from tsunagu.access.policy import Deed
from tsunagu.audit.actions import event, record
from tsunagu.intake.journal import CannotUndo, Journal, keys_of
from tsunagu.intake.models import ImportRun, RunKind

Period = tuple[date, date | None]
OWN = "この取り込みで自分の役割が変わっています。取り消しは、ほかの担当者に頼んでください"


def record_roles(journal: Journal, *, run: ImportRun, by: Actor) -> None:
    """Write one event for each role that a file gives, changes or takes away."""
    made, changed, gone = journal.told(Role)
    periods = [
        (role, (before.get("first", role.first), before.get("last", role.last)))
        for role, before in changed
    ]
    _record([*((role, None) for role in made), *periods], run=run, by=by)
    _record([(role, None) for role in gone], run=run, by=by, what="take_back")


def _record(
    roles: Iterable[tuple[Role, Period | None]], *, run: ImportRun, by: Actor, what: str = "give"
) -> None:
    """One event for each role, with the period that stood before it if there was one."""
    deed = Deed.IMPORT_STAFF if run.kind == RunKind.STAFF else Deed.IMPORT
    record(
        [
            event(
                municipality=by.municipality.code,
                actor=by.audit_key,
                deed=deed,
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
        "confirmation": str(role.confirmation),
        **_period("", (role.first, role.last)),
    }


def _period(prefix: str, period: Period | None) -> dict[str, str]:
    if period is None:
        return {}
    first, last = period
    return {f"{prefix}first": first.isoformat(), f"{prefix}last": last.isoformat() if last else ""}


@contextmanager
def roles_told(*, run: ImportRun, by: Actor) -> Iterator[None]:
    """Write the events of a run that is taken back within, for the roles that it touched.

    Raises `CannotUndo` where a file of roles touched the actor's own, since nobody gives themselves
    a role.
    """
    label = Role._meta.label_lower
    created, changed = (keys.get(label, frozenset()) for keys in keys_of(run))
    before = Role.objects.in_bulk(created | changed)
    own = by.person if run.kind == RunKind.STAFF else None
    if own is not None and any(r.person_id == own.pk for r in before.values()):
        raise CannotUndo([OWN])
    yield
    gone = [(before[key], None) for key in sorted(created & before.keys())]
    _record(gone, run=run, by=by, what="take_back")
    after = Role.objects.in_bulk(changed)
    periods = {key: (role.first, role.last) for key, role in before.items()}
    _record([(after[key], periods.get(key)) for key in sorted(after)], run=run, by=by)
