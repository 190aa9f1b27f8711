"""Whom a receiver reads of: the child by name or initials, nobody else of the school."""

import re
from collections.abc import Callable
from uuid import UUID

from tsunagu.cases.enums import Standing
from tsunagu.cases.models import Share
from tsunagu.cases.rules import without, without_names
from tsunagu.clock import school_year_of, today
from tsunagu.school.initials import initials
from tsunagu.school.models import Enrolment, Pupil
from tsunagu.school.names import (
    Name,
    bare,
    known_names,
    names_pattern,
    places,
    sibling_names,
)

GUARDIAN = "保護者"
OTHER = "〇〇"
"""Stands for anybody else whom the school knows as a child, a sibling or a guardian."""
NOBODY = Name("", "")


def called(share: Share) -> str:
    """What the receiver calls the child: the name once a share that says it is in force."""
    if _says_the_name(share):
        return share.pupil.name
    return initials_of(share.pupil)


def initials_of(pupil: Pupil) -> str:
    """A child as the consultation sheet writes the name."""
    return initials(pupil.family_kana, pupil.given_kana)


def _says_the_name(share: Share) -> bool:
    return share.named and share.standing == Standing.IN_FORCE


class Veils:
    """What texts of shares say to their receiver; a school's names are read once for all."""

    def __init__(self) -> None:
        self._known: dict[UUID, re.Pattern[str] | None] = {}

    def of(self, share: Share) -> Callable[[str], str]:
        """What a text of the share says: others are not named, nor by initials the child."""
        if not _says_the_name(share):
            return self.of_child(share.pupil, share.school_id)
        own, home = _own_names(share.pupil), _home_names(share.pupil)
        return self._others(share.school_id, own | home)

    def of_child(self, pupil: Pupil, school: UUID) -> Callable[[str], str]:
        """What a text about a child reads where nobody of the school is named."""
        own, home = _own_names(pupil), _home_names(pupil)
        named, instead = self._others(school, own | home), initials_of(pupil)
        return lambda text: without_names(
            without_names(named(text), home - own, GUARDIAN), own, instead
        )

    def _others(self, school: UUID, known: set[str]) -> Callable[[str], str]:
        """A text in which nobody is named whom the school knows, but who may be."""
        keep = {bare(name) for name in known}

        def named(text: str) -> str:
            pattern = self._names(school) if text else None
            if pattern is None:
                return text
            others = [one for one in places(pattern, text) if bare(one[2]) not in keep]
            return without(text, others, OTHER)

        return named

    def _names(self, school: UUID) -> re.Pattern[str] | None:
        if school not in self._known:
            year = school_year_of(today())
            rows = Enrolment.objects.filter(classroom__school=school)
            # Siblings of who left too: what was shared then is read for years.
            names = known_names(rows.between(year.first, year.last)) | sibling_names(rows)
            self._known[school] = names_pattern(names, own=NOBODY)
        return self._known[school]


def veil(share: Share) -> Callable[[str], str]:
    """What a text says to the receiver of one share."""
    return Veils().of(share)


def _home_names(pupil: Pupil) -> set[str]:
    """The guardians' names, whole and in parts."""
    return {word for one in pupil.guardians.all() for word in (one.name, *one.name.split())}


def _own_names(pupil: Pupil) -> set[str]:
    """Every name by which a text could tell who the child is."""
    names = [pupil.family_name, pupil.given_name, pupil.name, pupil.name.replace(" ", "")]
    kana = [pupil.family_kana, pupil.given_kana, pupil.kana, pupil.kana.replace(" ", "")]
    return {*names, *(name for name in kana if len(name) > 1)}
