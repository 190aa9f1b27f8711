"""The ways of noticing as a city uses them: its packs' own, switched on or off from a day."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction

from tsunagu.access.actor import Actor, Scope
from tsunagu.access.noted import note_deed
from tsunagu.access.policy import Deed, Denied, require
from tsunagu.access.refusal import Refused
from tsunagu.clock import now, today
from tsunagu.org.models import Municipality
from tsunagu.packs.loader import noticings
from tsunagu.packs.schema import Noticing
from tsunagu.prepared import Prepared
from tsunagu.signs.models import NoticingChoice

AHEAD = timedelta(days=366)
"""How far ahead something may be decided; ours."""
IN_ORDER = ("valid_from", "at", "pk")
"""Of the choices whose day has come the last in this order decides."""

_CHOSEN = Prepared(
    lambda city, day: (
        NoticingChoice.objects.filter(municipality=city, valid_from__lte=day)
        .order_by(*IN_ORDER)
        .values_list("noticing", "on")
    ),
    UUID,
    date,
)


def ways_on(city: Municipality, on: date) -> list[Noticing]:
    """The ways that are used on a day; one query."""
    chosen = dict(_CHOSEN(city.pk, on))
    return [
        one.model_copy(update={"on": True})
        for _, one in noticings(city.packs, on).values()
        if chosen.get(one.id, one.on)
    ]


@dataclass(frozen=True)
class Way:
    """A way of noticing as it stands on a day, with all that was ever decided of it, in order."""

    noticing: Noticing
    source: str
    on: date
    choices: tuple[NoticingChoice, ...]

    @property
    def choice(self) -> NoticingChoice | None:
        """What the city decided that holds on the day; none where its packs decide."""
        return next((one for one in reversed(self.choices) if one.valid_from <= self.on), None)

    @property
    def used(self) -> bool:
        """Is it used on the day?"""
        return self.choice.on if self.choice else self.noticing.on

    @property
    def coming(self) -> list[NoticingChoice]:
        """What is decided for later days, but for what was decided anew for the same day."""
        later = {one.valid_from: one for one in self.choices if one.valid_from > self.on}
        return list(later.values())


def ways_of(city: Municipality, on: date) -> list[Way]:
    """Every way that the city's packs offer on a day, used or not."""
    rows = NoticingChoice.objects.filter(municipality=city).select_related("by")
    choices: dict[str, list[NoticingChoice]] = defaultdict(list)
    for row in rows.order_by(*IN_ORDER):
        choices[row.noticing].append(row)
    offered = noticings(city.packs, on)
    return [
        Way(one, pack.title_of(one), on, tuple(choices[one.id])) for pack, one in offered.values()
    ]


def choose_way(*, noticing: str, on: bool, valid_from: date, why: str, by: Actor) -> NoticingChoice:
    """Use a way of noticing, or use it no more, from a day on. Raises `Denied` and `Refused`."""
    city = by.municipality
    require(by, Deed.SET_NOTICING, Scope(municipality=city.pk))
    if by.person is None:
        raise Denied(Deed.SET_NOTICING)
    if reasons := _faults(city, noticing, on, valid_from, why):
        raise Refused(reasons)
    with transaction.atomic():
        choice = NoticingChoice.objects.create(
            municipality=city,
            noticing=noticing,
            on=on,
            valid_from=valid_from,
            why=why.strip(),
            by=by.person,
            at=now(),
        )
        note_deed(
            by,
            Deed.SET_NOTICING,
            "noticing_choice",
            choice.pk,
            noticing=noticing,
            on=on,
            valid_from=str(valid_from),
        )
    return choice


def _faults(city: Municipality, noticing: str, on: bool, valid_from: date, why: str) -> list[str]:
    reasons = []
    way = next((one for one in ways_of(city, valid_from) if one.noticing.id == noticing), None)
    if way is None:
        reasons.append("一覧にある気づき方から選んでください")
    elif way.used == on:
        reasons.append(f"その日には、もう「{'使う' if on else '使わない'}」になっています")
    if not today() <= valid_from <= today() + AHEAD:
        reasons.append("いつからかは、今日から1年のあいだの日を入れてください")
    if not why.strip():
        reasons.append("わけを書いてください")
    return reasons
