"""What adults are told where an answer gives to suspect something: numbers to call, agencies."""

from collections.abc import Sequence
from dataclasses import dataclass

from tsunagu.access.actor import Actor
from tsunagu.access.policy import Deed, may
from tsunagu.forms.answers import Value, told
from tsunagu.forms.models import Sheet
from tsunagu.packs.forms import FormField, Tells
from tsunagu.packs.schema import Phrase
from tsunagu.web.pupil.words import words
from tsunagu.web.suspicion.record import call_now, told_of

TITLES: dict[Tells, str] = {
    "developmental-disorder": "発達障害が疑われるときの関係機関",
    "delinquency": "非行・問題行動が疑われるときの関係機関",
}


@dataclass(frozen=True)
class Agencies:
    """Whom a manager can turn to about one matter: name and number of each."""

    title: str
    lines: list[Phrase]


@dataclass(frozen=True)
class Telling:
    """What stands beside an answer: for abuse the numbers to call and who learns of it.

    For other suspicions the agencies, and what comes before (`first`); those for managers alone.
    """

    numbers: Sequence[Phrase] = ()
    duties: Sequence[Phrase] = ()
    words: str = ""
    agencies: Sequence[Agencies] = ()
    first: Sequence[Phrase] = ()


def telling(
    actor: Actor, sheet: Sheet, asks: FormField, value: Value, *, saved: Value = None
) -> Telling | None:
    """What to show beside an answer as it stands in its inputs; `saved` is the one on record."""
    suspected = told(asks, value)
    if "abuse" in suspected:
        school, on_record = sheet.scope.school, "abuse" in told(asks, saved)
        said = told_of(school) if school and on_record and sheet.open else ""
        call = call_now(actor)
        return Telling(numbers=call["numbers"], duties=call["duties"], words=said)
    if not suspected or not may(actor, Deed.SIGN_SHEET, sheet.scope):
        return None
    city = actor.municipality
    listed = [Agencies(TITLES[one], words(city, f"agencies.{one}")) for one in sorted(suspected)]
    return Telling(
        agencies=[one for one in listed if one.lines], first=words(city, "agencies.first")
    )
