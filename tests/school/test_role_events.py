"""Roles that a roster gives, ends and takes back: one event of the audit each, ids and codes."""

from datetime import date
from pathlib import Path

import pytest

from tests.school.test_import_roster import a_roster
from tsunagu.access.actor import system_actor
from tsunagu.access.models import Role
from tsunagu.audit.models import Event
from tsunagu.intake.models import ImportRun
from tsunagu.org.models import Person
from tsunagu.school.imports.roster.action import import_roster
from tsunagu.school.imports.undo import undo_import

pytestmark = pytest.mark.django_db


def test_audit_keeps_each_role_given_and_ended_by_a_roster(tmp_path: Path, clock: date) -> None:
    import_roster(path=a_roster().write(tmp_path / "first"))
    given = told("give")
    assert {one["role"] for one in given} == {
        "homeroom",
        "deputy_homeroom",
        "principal",
        "administrator",
        "teacher",
    }
    assert {one["person"] for one in given} == {str(p.pk) for p in Person.objects.all()}
    import_roster(path=a_roster().write(tmp_path / "again"))
    assert len(told("give")) == len(given) == Role.objects.count()
    later = a_roster()
    later.rows["enrollments"] = [
        row for row in later.rows["enrollments"] if row["userSourcedId"] != "T2"
    ]
    second = import_roster(path=later.write(tmp_path / "later"))
    deputy = Role.objects.get(kind="deputy_homeroom")
    (ended,) = told("change")
    assert (ended["person"], ended["role"]) == (str(deputy.person_id), "deputy_homeroom")
    assert (ended["before_last"], ended["last"]) == ("2027-03-31", str(deputy.last))
    runs = [ImportRun.objects.get(pk=second.run), ImportRun.objects.get(number=1)]
    by = system_actor(runs[0].municipality, "test")
    undo_import(run=runs[0], by=by)
    assert [one["last"] for one in told("change")] == [ended["last"], "2027-03-31"]
    undo_import(run=runs[1], by=by)
    assert len(told("take_back")) == len(given)
    assert "朝霧" not in str(list(Event.objects.values_list("details", "key", "actor")))


def told(what: str) -> list[dict[str, str]]:
    """What the audit keeps of roles that rosters gave, oldest first."""
    events = Event.objects.filter(kind="role", deed="import.run").order_by("at", "id")
    return [event.details for event in events if event.details["what"] == what]
