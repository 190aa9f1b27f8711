"""What the school does: letters made, handed over, and no longer of use."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction

from tsunagu.access.actor import Actor
from tsunagu.access.noted import note_deed
from tsunagu.access.policy import Deed, Denied, may, require
from tsunagu.access.refusal import Refused
from tsunagu.clock import now, today
from tsunagu.families.codes import digests, new_code
from tsunagu.families.enums import Handed
from tsunagu.families.models import FamilyLetter
from tsunagu.families.queries import Addressee
from tsunagu.org.models import Person
from tsunagu.packs.overtime import number


@dataclass(frozen=True)
class Made:
    """A letter with its code, which is known at this moment alone."""

    addressee: Addressee
    letter: FamilyLetter
    code: str


def make_letters(*, to: Collection[Addressee], by: Actor) -> list[Made]:
    """New letters; one that a guardian had and did not use ends. Raises `Denied` and `Refused`.

    Of guardians whom custody or a limit keeps back a manager decides alone.
    """
    if not to:
        raise Refused(["招待状を作る保護者を選んでください"])
    people = [_who(one, by) for one in to]
    held_back = [one for one in to if one.held_back and not _manages(one, by)]
    if held_back:
        raise Refused(["管理職が決める保護者が入っています。管理職に頼んでください"])
    if unknown := sorted({one.enrolment.pupil.name for one in to if one.without_birth_date}):
        raise Refused([f"{name}さんの生年月日が名簿にないので、作れません" for name in unknown])
    until = today() + timedelta(
        days=number(by.municipality.packs, "family-letter-days").on(today())
    )
    made = []
    with transaction.atomic():
        FamilyLetter.objects.filter(
            guardian__in=[one.guardian.pk for one in to], ended_at=None, used_at=None
        ).update(ended_at=now())
        for one in to:
            code = new_code()
            letter = FamilyLetter.objects.create(
                municipality=by.municipality,
                guardian=one.guardian,
                digest=digests(code)[0],
                by=people[0],
                at=now(),
                until=until,
            )
            _note(letter, by, "make")
            made.append(Made(one, letter, code))
    return made


def hand_over(*, letters: Sequence[Addressee], how: str, by: Actor) -> int:
    """Write down that letters were handed over or posted today; how many. Raises `Refused`."""
    if how not in Handed.values:
        raise Refused(["渡しかたを選んでください"])
    open_ones = [one for one in letters if one.letter and not one.letter.used_at]
    if not open_ones:
        raise Refused(["渡した招待状を選んでください。まだ作っていない分は、先に作ります"])
    with transaction.atomic():
        for one in open_ones:
            _who(one, by)
            assert one.letter is not None
            one.letter.handed, one.letter.handed_on = how, today()
            one.letter.save(update_fields=["handed", "handed_on"])
            _note(one.letter, by, how)
    return len(open_ones)


def end_letters(*, of: Sequence[Addressee], by: Actor) -> int:
    """From now on neither letter nor account of these guardians shows the child; how many."""
    known = [one for one in of if one.letter or one.used]
    if not known:
        raise Refused(["使えなくする招待状を選んでください"])
    with transaction.atomic():
        for one in known:
            _who(one, by)
            for letter in filter(None, (one.letter, one.used)):
                letter.ended_at = now()
                letter.save(update_fields=["ended_at"])
                _note(letter, by, "end")
    return len(known)


def _who(addressee: Addressee, by: Actor) -> Person:
    require(by, Deed.INVITE_FAMILY, addressee.enrolment.scope)
    if by.person is None:
        raise Denied(Deed.INVITE_FAMILY)
    return by.person


def _manages(addressee: Addressee, by: Actor) -> bool:
    return may(by, Deed.SET_GUARDIAN, addressee.enrolment.scope)


def _note(letter: FamilyLetter, by: Actor, what: str) -> None:
    pupil = letter.guardian.pupil_id
    note_deed(by, Deed.INVITE_FAMILY, "family_letter", letter.pk, pupil=pupil, what=what)
