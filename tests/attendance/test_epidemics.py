"""Epidemics are set, and taken back, by a manager."""

from datetime import date, timedelta

import pytest

from tsunagu.access.actor import Actor
from tsunagu.access.policy import Denied
from tsunagu.attendance.actions import Refused, set_epidemic, withdraw_epidemic
from tsunagu.attendance.models import Epidemic
from tsunagu.audit.models import Event
from tsunagu.school.models import Classroom

TODAY = date(2026, 5, 20)
DAY = timedelta(days=1)


def test_epidemic_is_set_by_a_manager(
    classroom: Classroom, teacher: Actor, principal: Actor
) -> None:
    with pytest.raises(Denied):
        set_epidemic(classroom=classroom, first=TODAY, last=TODAY, by=teacher)
    set_epidemic(classroom=classroom, first=TODAY, last=TODAY, by=principal)
    set_epidemic(classroom=classroom, first=TODAY, last=TODAY + DAY, by=principal)
    assert Epidemic.objects.get().last == TODAY + DAY
    with pytest.raises(Refused):
        set_epidemic(classroom=classroom, first=TODAY, last=TODAY - DAY, by=principal)


def test_epidemic_is_taken_back_with_a_reason(
    classroom: Classroom, teacher: Actor, principal: Actor
) -> None:
    wrong = set_epidemic(classroom=classroom, first=TODAY, last=TODAY + DAY, by=principal)
    with pytest.raises(Denied):
        withdraw_epidemic(epidemic=wrong, why="別の学級", by=teacher)
    with pytest.raises(Refused, match="理由"):
        withdraw_epidemic(epidemic=wrong, why="", by=principal)
    withdraw_epidemic(epidemic=wrong, why="別の学級だった", by=principal)
    with pytest.raises(Refused, match="すでに"):
        withdraw_epidemic(epidemic=wrong, why="別の学級だった", by=principal)
    assert Epidemic.objects.get().withdrawn_why == "別の学級だった"
    right = set_epidemic(classroom=classroom, first=TODAY, last=TODAY, by=principal)
    assert Epidemic.objects.standing().get() == right
    events = Event.objects.filter(deed="epidemic.set").order_by("at", "pk")
    assert [event.details.get("withdrawn", False) for event in events] == [False, True, False]
