"""What the verbs of this room share: the door, the audit, and what is refused."""

from datetime import date
from typing import Any

from tsunagu.access.actor import Actor
from tsunagu.access.noted import note_deed
from tsunagu.access.policy import Deed, Denied, require
from tsunagu.clock import school_year_of
from tsunagu.org.models import Person
from tsunagu.response.changes import note_pupils
from tsunagu.response.reconcile import reconcile
from tsunagu.school.homes import scope_of
from tsunagu.school.models import Pupil


def the_person(by: Actor) -> Person:
    """The person who acts. A contact or a sharing is a person's; the system makes none."""
    if by.person is None:
        raise Denied
    return by.person


def allow(by: Actor, deed: Deed, pupil: Pupil, on: date) -> None:
    """Raise `Denied` unless the policy table lets the actor do the deed to the pupil."""
    require(by, deed, scope_of(pupil, on))


def write_down(by: Actor, deed: str, pupil: Pupil, kind: str, key: object, **codes: Any) -> None:
    """One event of the audit in the deed's transaction, and that what is counted may change."""
    note_deed(by, deed, kind, key, pupil=pupil.pk, **codes)
    note_pupils(pupil.municipality_id, [pupil.pk])


def follow(pupil: Pupil, day: date) -> None:
    """Let the pupil's tasks follow from what has just been written."""
    reconcile(
        municipality=pupil.municipality,
        pupils=[pupil.pk],
        school_year=school_year_of(day).year,
    )
