"""Reads of the school: whom letters go to, and where each of them stands."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from tsunagu.clock import today
from tsunagu.families.enums import LetterState
from tsunagu.families.models import FamilyLetter
from tsunagu.school.guardian_rules import Ground, Topic, guardian_may
from tsunagu.school.guardians import standings_of, with_limits
from tsunagu.school.models import Enrolment, EnrolmentQuerySet, Guardian

OPEN_TO_ALL = frozenset({Ground.MAY, Ground.PAPERS_NOT_SEEN})
"""Grounds on which the office makes a letter by itself: it opens no more than it should."""


@dataclass(frozen=True)
class Addressee:
    """A guardian of a child in a class: the newest letter not used, and the one that lets in."""

    enrolment: Enrolment
    guardian: Guardian
    held_back: bool
    knows_where: bool
    """May the guardian be told which school the child goes to? Then paper may say it too."""
    letter: FamilyLetter | None
    used: FamilyLetter | None
    ended: FamilyLetter | None

    @property
    def state(self) -> LetterState:
        """Where the way in stands: an open letter is told before what an earlier one opened."""
        shown = self.letter or self.used or self.ended
        return shown.state() if shown else LetterState.NONE

    @property
    def wants_a_letter(self) -> bool:
        """Has the guardian neither an account nor a letter that still works, and may know all?

        To others letters go one by one, by somebody who has thought of it.
        """
        none = self.used is None and self.state in {LetterState.NONE, LetterState.EXPIRED}
        return none and self.knows_where and not self.without_birth_date

    @property
    def waits(self) -> bool:
        """Is there a letter to be handed over or to be used?"""
        return self.state in {LetterState.MADE, LetterState.HANDED}

    @property
    def without_birth_date(self) -> bool:
        """Does the roster not say when the child was born? Then a letter opens nothing."""
        return self.enrolment.pupil.birth_date is None

    @property
    def guessed(self) -> bool:
        """Did somebody have the letter and not know the child, or not belong to it?"""
        return self.letter is not None and self.letter.told_at is not None


def addressees(homes: EnrolmentQuerySet) -> list[Addressee]:
    """The guardians of children at home in classes today, in the order of the class lists."""
    rows = homes.select_related("pupil", "classroom__school").order_by(
        "classroom__grades", "classroom__name", "classroom", "pk"
    )
    listed = sorted(rows, key=lambda one: (one.classroom.grades, one.classroom.name, one.in_class))
    guardians = _guardians({one.pupil_id for one in listed}, today())
    letters = _letters(one for some in guardians.values() for one in some)
    standings = standings_of([g for some in guardians.values() for g in some], today())
    return [
        _addressee(
            enrolment,
            guardian,
            letters[guardian.pk],
            guardian_may(standings[guardian.pk], Topic.RECORD),
        )
        for enrolment in listed
        for guardian in guardians[enrolment.pupil_id]
    ]


def _addressee(
    enrolment: Enrolment, guardian: Guardian, letters: list[FamilyLetter], ground: Ground
) -> Addressee:
    standing = [one for one in letters if one.ended_at is None]
    return Addressee(
        enrolment,
        guardian,
        held_back=guardian.limit is not None or ground not in OPEN_TO_ALL,
        knows_where=guardian.limit is None and ground == Ground.MAY,
        letter=next((one for one in standing if not one.used_at), None),
        used=next((one for one in standing if one.used_at), None),
        ended=next((one for one in letters if one.ended_at), None),
    )


def _guardians(pupils: set[UUID], on: date) -> dict[UUID, list[Guardian]]:
    found: dict[UUID, list[Guardian]] = defaultdict(list)
    rows = Guardian.objects.filter(pupil__in=pupils).order_by("pupil", "order", "pk")
    for guardian in with_limits(rows.select_related("pupil"), on):
        found[guardian.pupil_id].append(guardian)
    return found


def _letters(guardians: Iterable[Guardian]) -> dict[UUID, list[FamilyLetter]]:
    """Every letter of each, the newest first."""
    found: dict[UUID, list[FamilyLetter]] = defaultdict(list)
    rows = FamilyLetter.objects.filter(guardian__in=[one.pk for one in guardians])
    for letter in rows.select_related("account", "guardian").order_by("-at", "-pk"):
        found[letter.guardian_id].append(letter)
    return found
