"""Whom a receiver reads of: the child by name or initials, nobody else of the school."""

import re
from collections.abc import Callable
from uuid import UUID

from tsunagu.cases.enums import Standing
from tsunagu.cases.models import Share
from tsunagu.cases.rules import initials, without, without_names
from tsunagu.clock import school_year_of, today
from tsunagu.school.models import Enrolment, Pupil
from tsunagu.school.names import Name, bare, known_names, names_pattern, places

GUARDIAN = "保護者"
OTHER = "〇〇"
"""Stands for anybody else whom the school knows as a child or a guardian."""
NOBODY = Name("", "")


def called(share: Share) -> str:
    """What the receiver calls the child: the name once a share that says it is in force."""
    if _says_the_name(share):
        return share.pupil.name
    return initials(share.pupil.family_kana, share.pupil.given_kana)


def _says_the_name(share: Share) -> bool:
    return share.named and share.standing == Standing.IN_FORCE


class Veils:
    """What texts of shares say to their receiver; a school's names are read once for all."""

    def __init__(self) -> None:
        self._known: dict[UUID, re.Pattern[str] | None] = {}

    def of(self, share: Share) -> Callable[[str], str]:
        """What a text of the share says: others are not named, nor by initials the child."""
        own, home = _own_names(share.pupil), _home_names(share.pupil)
        keep = {bare(name) for name in own | home}

        def named(text: str) -> str:
            pattern = self._names(share.school_id) if text else None
            if pattern is None:
                return text
            others = [one for one in places(pattern, text) if bare(one[2]) not in keep]
            return without(text, others, OTHER)

        if _says_the_name(share):
            return named
        instead = called(share)
        return lambda text: without_names(
            without_names(named(text), home - own, GUARDIAN), own, instead
        )

    def _names(self, school: UUID) -> re.Pattern[str] | None:
        if school not in self._known:
            year = school_year_of(today())
            rows = Enrolment.objects.filter(classroom__school=school)
            names = known_names(rows.between(year.first, year.last))
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
