"""What was counted of each school, kept in this process until something changes there."""

from collections.abc import Callable, Collection, Hashable, Mapping
from typing import Generic, TypeVar
from uuid import UUID

T = TypeVar("T")


class Kept(Generic[T]):
    """Counts by key and school, each beside the school's state at which it was counted.

    Of the keys asked for last it keeps so many as `most` says.
    """

    def __init__(self, most: int) -> None:
        self.most = most
        self._by_key: dict[Hashable, dict[UUID, tuple[int, T]]] = {}

    def get(
        self,
        key: Hashable,
        states: Mapping[UUID, int],
        count: Callable[[Collection[UUID]], Mapping[UUID, T]],
    ) -> dict[UUID, T]:
        """What stands for each school in its state; `count` is asked where another was kept."""
        known = self._by_key.pop(key, {})
        moved = {s for s, state in states.items() if s not in known or known[s][0] != state}
        counted = count(moved) if moved else {}
        kept = {
            school: (state, counted[school] if school in moved else known[school][1])
            for school, state in states.items()
        }
        self._by_key[key] = kept
        for oldest in list(self._by_key)[: -self.most]:
            self._by_key.pop(oldest, None)
        return {school: one for school, (_, one) in kept.items()}
