"""How far long work has come, told to whoever listens and to nobody otherwise."""

from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

from django.db import models

T = TypeVar("T")


class Phase(models.TextChoices):
    """What an import is at."""

    READ = "read", "ファイルを読んでいます"
    CHECK = "check", "名簿や校暦と照らし合わせています"
    WRITE = "write", "変わるところをまとめています"
    UNDO = "undo", "元に戻しています"


Listener = Callable[[Phase, int], None]
"""Is told the phase, and the percentage of the whole work that is done."""
SPANS = {Phase.READ: (0, 40), Phase.CHECK: (40, 70), Phase.WRITE: (70, 100), Phase.UNDO: (0, 100)}
"""From which to which percentage of its work a phase goes."""
_listener: ContextVar[Listener | None] = ContextVar("listener", default=None)


@contextmanager
def told_to(listener: Listener) -> Iterator[None]:
    """Tell `listener` of the work done inside."""
    token = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(token)


def counted(things: Collection[T], phase: Phase) -> Iterable[T]:
    """The same things; while they are gone through, the listener is told how many are done."""
    listener = _listener.get()
    return things if listener is None else _telling(things, phase, listener)


def _telling(things: Collection[T], phase: Phase, listener: Listener) -> Iterator[T]:
    begin, end = SPANS[phase]
    told = -1
    for done, thing in enumerate(things):
        percent = begin + (end - begin) * done // len(things)
        if percent > told:
            told = percent
            listener(phase, percent)
        yield thing
