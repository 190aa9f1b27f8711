"""The audit's chain: whole as it is written, and broken wherever something was changed."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db.models import QuerySet

from tsunagu.audit import actions
from tsunagu.audit.actions import broken_links, event, record, seal_events
from tsunagu.audit.models import Event, Seal
from tsunagu.clock import freeze

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 5, 18)


def write(count: int, *, day: date = MONDAY, municipality: str = "990001") -> None:
    """So many events of one day."""
    with freeze(day):
        record(
            event(
                municipality=municipality,
                actor="system:test",
                deed="roll.take",
                kind="roll",
                key=number,
                details={"組": number, "marks": [1, 2]},
            )
            for number in range(count)
        )


@pytest.fixture
def chain() -> list[Seal]:
    """Three days in one city and one in another, sealed day by day."""
    for days in range(3):
        write(3, day=MONDAY + timedelta(days=days))
        seal_events()
    write(2, municipality="990002")
    seal_events()
    return list(Seal.objects.order_by("municipality", "number"))


def test_a_chain_as_written_holds(chain: list[Seal]) -> None:
    assert [(s.municipality, s.number, s.events) for s in chain] == [
        ("990001", 1, 3),
        ("990001", 2, 3),
        ("990001", 3, 3),
        ("990002", 1, 2),
    ]
    assert list(broken_links()) == []


def test_sealing_twice_changes_nothing(chain: list[Seal]) -> None:
    assert seal_events() == 0
    assert list(Seal.objects.order_by("municipality", "number")) == chain


def test_an_event_of_yesterday_that_comes_late_breaks_nothing(chain: list[Seal]) -> None:
    write(1, day=MONDAY)
    assert seal_events() == 1
    assert list(broken_links()) == []


def _alter(**to: object) -> Callable[[], object]:
    return lambda: _middle().update(**to)


def _middle() -> QuerySet[Event]:
    """One event of the second seal."""
    first = Event.objects.filter(municipality="990001", seal=2).order_by("id").first()
    return Event.objects.filter(pk=first.pk if first else None)


def _swap_seals() -> None:
    second, third = Seal.objects.filter(municipality="990001", number__gte=2).order_by("number")
    for seal, number in ((second, 99), (third, 2), (second, 3)):
        Seal.objects.filter(pk=seal.pk).update(number=number)


TAMPERED: dict[str, tuple[Callable[[], object], int]] = {
    "actor": (_alter(actor="system:other"), 2),
    "at": (_alter(at="2026-05-19T00:00:00Z"), 2),
    "day": (_alter(day=MONDAY), 2),
    "deed": (_alter(deed="roll.see"), 2),
    "kind": (_alter(kind="other"), 2),
    "key": (_alter(key="77"), 2),
    "pupil": (_alter(pupil="someone"), 2),
    "details": (_alter(details={}), 2),
    "via": (_alter(via="command"), 2),
    "basis": (_alter(basis="principal/own_school"), 2),
    "managers_only": (_alter(managers_only=True), 2),
    "moved to another seal": (_alter(seal=1), 1),
    "unsealed": (_alter(seal=None), 2),
    "removed": (lambda: _middle().delete(), 2),
    "a seal removed": (lambda: Seal.objects.filter(municipality="990001", number=2).delete(), 3),
    "the last seal removed": (
        lambda: Seal.objects.filter(municipality="990001", number=3).delete(),
        3,
    ),
    "a day removed with its seal": (
        lambda: (
            Seal.objects.filter(municipality="990001", number=1).delete(),
            Event.objects.filter(municipality="990001", seal=1).delete(),
        ),
        2,
    ),
    "seals in another order": (_swap_seals, 2),
    "a digest": (lambda: Seal.objects.filter(number=2).update(digest="0" * 64), 2),
}


@pytest.mark.parametrize("how", TAMPERED)
def test_what_was_tampered_with_shows(chain: list[Seal], how: str) -> None:
    tamper, number = TAMPERED[how]
    tamper()
    first = next(broken_links())
    assert (first.municipality, first.number) == ("990001", number)


def test_seals_are_small_so_that_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "MOST_A_SEAL", 100)
    write(250)
    assert seal_events() == 3
    assert [s.events for s in Seal.objects.order_by("number")] == [100, 100, 50]
    assert list(broken_links()) == []


def test_details_hold_after_a_round_through_the_database(chain: list[Seal]) -> None:
    one = Event.objects.filter(municipality="990002").order_by("id").first()
    assert one is not None
    assert one.details == {"組": int(one.key), "marks": [1, 2]}
    assert one.day == MONDAY
