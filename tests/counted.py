"""How many combinations of the policy table were tried; pytest prints it at the end."""

from collections import Counter

_TRIED: Counter[str] = Counter()


def count(what: str, times: int = 1) -> None:
    """One more combination of this kind was tried."""
    _TRIED[what] += times


def said() -> str:
    """The line for the end of the run; empty where none was tried."""
    if not _TRIED:
        return ""
    parts = "、".join(f"{what} {times:,}" for what, times in sorted(_TRIED.items()))
    return f"方針の表: {_TRIED.total():,} の組み合わせを確かめた（{parts}）"
