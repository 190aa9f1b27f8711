"""Every address there is, with the row of the policy table that its view names."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

from django.http import HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver

from tsunagu.access.deeds import Deed

OF_THE_CLASS = {
    "pupil",
    "classroom",
    "task",
    "contact",
    "sharing",
    "notice",
    "mark",
    "claim",
    "expected",
    "item",
    "suspicion",
    "sign",
    "visit",
    "sheet",
    "case",
    "member",
    "casenote",
    "handover",
    "conference",
    "invitation",
    "smallstep",
    "sibling",
}
OF_A_CASE = {
    "case",
    "member",
    "casenote",
    "handover",
    "conference",
    "invitation",
    "smallstep",
    "sheet",
}
"""Keys of what lies at a case, where its team reaches it as well."""
OF_THE_PACKS = {"form"}
"""Keys with no record behind them: every municipality has it from its packs."""
NEEDS_TOO = {
    ("get", "school:counted"): Deed.SEE_SCHOOL,
    ("post", "school:counted"): Deed.SEE_SCHOOL,
    ("post", "roll"): Deed.TAKE_ROLL,
    ("post", "pupil:notice-end"): Deed.SEE_RESTRICTED,
    ("post", "pupil:notice-withdraw"): Deed.SEE_RESTRICTED,
    ("post", "pupil:span-end"): Deed.SEE_PROTECTION,
    ("post", "cases:end"): Deed.END_SHARE,
    ("post", "cases:received-note"): Deed.SEE_SHARED,
}
"""Where a page asks for a second row of the table beside the one that its view names."""
READ_BY_ALL = {"rules", "policy", "gallery"}
OF_ONESELF = {
    "mfa_edit_webauthn",
    "mfa_remove_webauthn",
    "end-session",
    "cases:note-read",
    "cases:received-note-read",
    "suspicion:asked",
    "confirming:share",
    "library:own",
    "library:names",
    "portal:me",
    "portal:weeks",
    "portal:name",
    "sos:one",
    "portal:plan",
    "family:home",
    "family:child",
    "family:days",
    "family:tell",
    "family:change",
    "family:back",
    "family:again",
}
"""About something of one's own, or of a school with one manager, which nobody here has."""
NEED_NOT_BE = OF_ONESELF | {
    "mfa_deactivate_totp",
    "recovery-codes",
}
MADE_ANEW = {
    "staff:issue",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "seconds-left",
    "sheets:xlsx",
    "support:meeting-recap",
}
"""Answers with a secret, a number or a moment of this very time, which tell nothing of a child."""


@dataclass(frozen=True)
class Address:
    """One URL pattern: its full name, its keys by name, and the row of the table it names."""

    name: str
    keys: tuple[str, ...]
    deed: Deed | None
    view: Callable[..., HttpResponse]

    def __str__(self) -> str:
        return self.name


def _walk(patterns: list[URLPattern | URLResolver], prefix: str = "") -> Iterator[Address]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            space = f"{pattern.namespace}:" if pattern.namespace else ""
            yield from _walk(pattern.url_patterns, prefix + space)
        else:
            wrap = f"{pattern}: wrap its view in @guarded(Deed.X), or in @public where all may see"
            assert hasattr(pattern.callback, "deed"), wrap
            assert pattern.name, f"{pattern} has no name"
            keys = tuple(pattern.pattern.converters)
            yield Address(prefix + pattern.name, keys, pattern.callback.deed, pattern.callback)


@cache
def everything() -> tuple[Address, ...]:
    """Every address there is."""
    return tuple(_walk(get_resolver().url_patterns))


@cache
def addresses() -> tuple[Address, ...]:
    """Every address of a screen; those of connected systems are walked in `tests/api`."""
    return tuple(one for one in everything() if not one.name.startswith("api:"))
