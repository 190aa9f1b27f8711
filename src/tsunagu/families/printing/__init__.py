"""Letters on paper: a page a guardian, in every language of the guardians' pages."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from tsunagu.clock import JST, in_words
from tsunagu.families.actions import Made
from tsunagu.families.catalogue import LANGUAGES, Language, day_words, tell_in_print
from tsunagu.org.models import Municipality, Organisation, OrganisationKind
from tsunagu.typeset import pdf_of

TEMPLATE = Path(__file__).with_name("letter.typ")


def letters_pdf(made: Iterable[Made], *, address: str) -> bytes:
    """The letters as one PDF; `address` is where the guardians' pages are found."""
    return pdf_of(TEMPLATE, {"address": address, "letters": [_letter(one) for one in made]})


def _letter(made: Made) -> dict[str, Any]:
    """Who may not be told where the child is reads neither school nor class, but the board."""
    enrolment, guardian = made.addressee.enrolment, made.addressee.guardian
    knows, home = made.addressee.knows_where, enrolment.classroom
    return {
        "to": guardian.name,
        "child": f"{enrolment.pupil.name}（{home.label}）" if knows else enrolment.pupil.name,
        "sender": home.school.name if knows else _board(made.letter.municipality),
        "on": in_words(made.letter.at.astimezone(JST).date(), year=True),
        "code": made.code,
        "parts": [_part(language, made) for language in LANGUAGES.values()],
    }


def _board(city: Municipality) -> str:
    found = Organisation.objects.filter(municipality=city, kind=OrganisationKind.BOARD)
    board = found.order_by("pk").first()
    return board.name if board else city.name


def _part(language: Language, made: Made) -> dict[str, str]:
    until = day_words(made.letter.until, language.code)
    return {
        "lang": language.tag.split("-")[0],
        "name": language.name,
        "title": tell_in_print("letter.title", language.code),
        "steps": tell_in_print("letter.steps", language.code),
        "until": tell_in_print("letter.until", language.code, until=until),
        "keep": tell_in_print("letter.keep", language.code),
    }
