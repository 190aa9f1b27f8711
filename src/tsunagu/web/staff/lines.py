"""The staff's list: a line a person, in words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from tsunagu.access.models import Account, Role
from tsunagu.clock import in_words, today
from tsunagu.org.models import Person
from tsunagu.school.enums import GRADE_LABELS


@dataclass(frozen=True)
class Line:
    """A person, the roles held today or later in words, and how they sign in."""

    person: Person
    roles: tuple[str, ...]
    account: Account | None
    state: str


def lines_of(people: Iterable[Any], rooms: Mapping[UUID, str]) -> list[Line]:
    """People with `shown_roles`, and the labels of the classes that these name."""
    return [
        Line(
            person=one,
            roles=tuple(_role(role, rooms) for role in one.shown_roles),
            account=getattr(one, "account", None),
            state=_state(getattr(one, "account", None)),
        )
        for one in people
    ]


def _role(role: Role, rooms: Mapping[UUID, str]) -> str:
    """`担任 3年 1組（灯浜小学校、2026年4月1日（水）から）`."""
    where = rooms.get(role.classroom, "") if role.classroom else GRADE_LABELS.get(role.grade, "")
    span = f"{in_words(role.first, year=True)}から"
    if role.last:
        span += f"{in_words(role.last, year=True)}まで"
    named = f"{role.get_kind_display()} {where}".strip()
    waits = f"、{role.held_up}" if role.held_up else ""
    return f"{named}（{role.organisation.name}、{span}{waits}）"


def _state(account: Account | None) -> str:
    """How a person signs in."""
    if account is None:
        return "なし"
    if not account.is_active:
        return "止めてある"
    if account.change_by is None:
        return "使用中"
    if account.change_by < today():
        return f"仮のパスワードの期限切れ（{in_words(account.change_by)}まで）"
    return f"仮のパスワード（{in_words(account.change_by)}まで）"
