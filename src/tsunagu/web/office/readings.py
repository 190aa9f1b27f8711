"""A page that everyone of the staff may read: the rules in force."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tsunagu.access.deeds import Deed
from tsunagu.clock import today
from tsunagu.packs.entries import Dated
from tsunagu.packs.loader import Pack, in_force, load_packs
from tsunagu.packs.schema import ResponseRule
from tsunagu.response import conditions
from tsunagu.signs.ways import ways_on
from tsunagu.web.http import Request, guarded


@dataclass(frozen=True)
class RuleLine:
    """A rule as the page shows it."""

    rule: ResponseRule
    source: str
    conditions: list[str]
    work: str
    owner: str
    due: str
    ours: str
    other_versions: list[date]

    @property
    def all_ours(self) -> bool:
        """Does no document ask for the rule?"""
        return self.rule.source == "ours"


@dataclass(frozen=True)
class EntryLine:
    """A setting, a symbol or a phrase, with where it stands."""

    name: str
    value: str
    entry: Dated
    source: str


@dataclass(frozen=True)
class PackPage:
    """One pack's entries in force today."""

    pack: Pack
    rules: list[RuleLine]
    noticings: list[EntryLine]
    settings: list[EntryLine]
    help_lines: list[EntryLine]
    phrases: list[EntryLine]


def _rule_line(pack: Pack, rule: ResponseRule) -> RuleLine:
    versions = [r.valid_from for r in pack.responses if r.id == rule.id and r != rule]
    return RuleLine(
        rule,
        pack.title_of(rule),
        conditions.conditions(rule),
        conditions.work(rule),
        conditions.owner(rule),
        conditions.due(rule),
        conditions.ours(rule.ours),
        sorted(versions),
    )


def _pack_page(pack: Pack, used: Collection[str]) -> PackPage:
    day = today()
    return PackPage(
        pack,
        [_rule_line(pack, r) for r in in_force(pack.responses, day)],
        [
            EntryLine(
                n.label, n.what if n.id in used else f"使わない（{n.what}）", n, pack.title_of(n)
            )
            for n in in_force(pack.noticings, day)
        ],
        [
            EntryLine(s.label, str(s.value), s, pack.title_of(s))
            for s in in_force(pack.settings, day)
        ],
        [
            EntryLine(one.label, f"{one.phone}　{one.hours}", one, pack.title_of(one))
            for one in in_force(pack.help_lines, day)
        ],
        [
            EntryLine(p.label or p.group, p.text, p, pack.title_of(p))
            for p in in_force(pack.phrases, day)
        ],
    )


@guarded(Deed.SEE_RULES)
@require_GET
def rules(request: Request) -> HttpResponse:
    """Every rule in force, from the municipality's packs, with its source and what is ours."""
    city = request.actor.municipality
    used = {one.id for one in ways_on(city, today())}
    packs = [_pack_page(pack, used) for pack in load_packs(city.packs)]
    return render(request, "office/rules.html", {"packs": packs})
