"""Which symbol of the municipality's register stands for a mark."""

from collections.abc import Iterable, Mapping
from typing import Final

from tsunagu.attendance.enums import Kind, Place, Reason
from tsunagu.attendance.models import Mark
from tsunagu.packs.schema import Symbol

UNTAKEN = "未"
CLOSED = "閉"
AWAY = "−"
COMING = "・"
NOT_YET = frozenset({UNTAKEN, COMING})
"""On these days nobody is present or absent yet."""
PRESENT: Final = "present"


def sign_of(mark: Mark, symbols: Iterable[Symbol]) -> str:
    """The symbol that says most of the mark; where the table has none, its kind's first letter."""
    fitting = [symbol for symbol in symbols if _fits(symbol, mark)]
    if fitting:
        return max(fitting, key=lambda s: bool(s.place) * 2 + bool(s.reason)).symbol
    return "" if mark.kind == Kind.PRESENT else str(Kind(mark.kind).label)[0]


def _fits(symbol: Symbol, mark: Mark) -> bool:
    """Does the symbol say nothing of the mark that is not so, and all of late and early?"""
    return (
        symbol.kind == mark.kind
        and symbol.late == mark.late
        and symbol.left_early == mark.left_early
        and symbol.place in {"", mark.place}
        and symbol.reason in {"", mark.reason}
        and not _is_plain(symbol)
    )


def _is_plain(symbol: Symbol) -> bool:
    """Does it stand for simply present, which paper leaves blank?"""
    return symbol.kind == PRESENT and not (symbol.late or symbol.left_early or symbol.place)


def meaning_of(symbol: Symbol) -> str:
    """What a symbol stands for, in words for the legend."""
    words = [] if symbol.kind == PRESENT else [str(Kind(symbol.kind).label)]
    words += ["遅刻"] if symbol.late else []
    words += ["早退"] if symbol.left_early else []
    words += [str(Place(symbol.place).label)] if symbol.place else []
    words += [str(Reason(symbol.reason).label)] if symbol.reason else []
    return "・".join(words)


def legend(symbols: Mapping[str, Symbol], used: Iterable[str]) -> list[str]:
    """The symbols used with their meanings, in the order of the municipality's table.

    At the end what the sums leave out, where they do.
    """
    seen = frozenset(used)
    known = [f"{s.symbol} {meaning_of(s)}" for s in symbols.values() if s.symbol in seen]
    more = {
        UNTAKEN: "出欠がとられていない日",
        CLOSED: "学級閉鎖",
        AWAY: "在籍していない日",
        COMING: "これからの日",
    }
    sums = ["数は、出欠をとった日だけのものです"] if seen & NOT_YET else []
    return known + [f"{sign} {words}" for sign, words in more.items() if sign in seen] + sums
