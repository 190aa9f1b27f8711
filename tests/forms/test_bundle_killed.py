"""A worker killed (−9) in the middle of printing: what was set stays, and it goes on from there."""

import sqlite3
from pathlib import Path

import pytest

from tests.cli.test_killed import Installation

pytestmark = pytest.mark.slow
TOWN = """
from datetime import timedelta
from tsunagu.access.enums import RoleKind
from tsunagu.access.models import Account
from tsunagu.clock import now
from tsunagu.forms import bundles
from tsunagu.forms.actions import begin_bundle, begin_sheet
from tsunagu.forms.enums import SheetState
from tsunagu.forms.models import Bundle, Sheet
bundles.A_FILE = 1
def work():
    bundles.print_bundle.func(str(Bundle.objects.get().pk))
"""
BEGUN = """
room = make_class(make_school(), pupils=4)
teacher, principal = make_actor(room), make_actor(room.school, role=RoleKind.PRINCIPAL)
Account.objects.create_user("principal", person=principal.person, password=None)
for pupil in pupils_of(room):
    begin_sheet(form="consultation-sheet", school=room.school, pupil=pupil, by=teacher)
Sheet.objects.update(state=SheetState.COMPLETE, ended_by=teacher.person, ended_at=now())
begin_bundle(form="consultation-sheet", school_year=2026, by=principal)
"""
LATER = """
with freeze(now() + timedelta(minutes=2)):
    bundles.tend_bundles()
    work()
"""


def files(data: Path) -> list[bytes | None]:
    """The files of the bundle as they are stored."""
    with sqlite3.connect(data / "tsunagu.sqlite3") as base:
        found = base.execute("SELECT content FROM forms_bundlepart ORDER BY number").fetchall()
    base.close()
    return [content for (content,) in found]


def test_killed_in_the_middle_it_goes_on_where_it_stopped(data: Path) -> None:
    installation = Installation(data)
    installation.run(TOWN + BEGUN)
    installation.killed(TOWN + "work()", 'UPDATE "forms_bundlepart"', 3)
    before = files(installation.data)
    assert [content is not None for content in before] == [True, True, False, False]
    installation.run(TOWN + "work()")
    assert files(installation.data) == before
    installation.run(TOWN + LATER)
    after = files(installation.data)
    assert after[:2] == before[:2]
    assert all(after)
    installation.run(TOWN + "assert Bundle.objects.get().state == 'done'")
