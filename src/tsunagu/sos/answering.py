"""An adult reads an SOS, says when to talk or writes back, hands it on, or ends it."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from tsunagu.access.actor import Actor
from tsunagu.access.noted import note_deed
from tsunagu.access.policy import Deed, Denied
from tsunagu.access.refusal import Refused
from tsunagu.clock import now
from tsunagu.doors.kanji import beyond
from tsunagu.doors.words import grade_number
from tsunagu.org.models import Person
from tsunagu.sos.desk import Case, Desk
from tsunagu.sos.enums import Move, State
from tsunagu.sos.models import WORDS, Sos, SosStep
from tsunagu.sos.queries import one_of

SOON = timedelta(days=28)
"""How far ahead one may agree to talk; ours."""


def grade_of(sos: Sos) -> int:
    """The grade whose kanji the child knows; 0 where nobody knows who it is."""
    known = sos.pupil_id and sos.classroom
    return grade_number(sos.classroom.grades) if known and sos.classroom else 0


def read(*, sos: Sos, by: Actor) -> None:
    """Say that one has read it; said twice, it is said once. Raises `Denied` and `Refused`."""
    with transaction.atomic():
        _, case, person = _own(sos, by)
        if not case.waits and case.standing.holder == person.pk:
            return
        _step(case, Move.READ, by)


def arrange(
    *, sos: Sos, meet_at: datetime, place: str, to: Person | None, words: str, by: Actor
) -> None:
    """Say when, where and with whom to talk. Raises `Denied` and `Refused`."""
    with transaction.atomic():
        desk, case, _ = _own(sos, by)
        reasons = _unreadable(words, sos)
        if not now() <= meet_at <= now() + SOON:
            reasons.append(f"話す日時は、今から{SOON.days}日のあいだを入れてください")
        reasons += _unfit(desk, case, to)
        if reasons:
            raise Refused(reasons)
        _step(case, Move.MEET, by, meet_at=meet_at, place=place, to=to, words=words.strip())


def reply(*, sos: Sos, phrases: Iterable[str], words: str, by: Actor) -> None:
    """Write back in chosen sentences, in own words, or both. Raises `Denied` and `Refused`."""
    chosen = list(phrases)
    with transaction.atomic():
        _, case, _ = _own(sos, by)
        reasons = _unreadable(words, sos)
        if not chosen and not words.strip():
            reasons.append("文をえらぶか、ことばを書いてください")
        if reasons:
            raise Refused(reasons)
        _step(case, Move.REPLY, by, phrases=chosen, words=words.strip())


def hand_on(*, sos: Sos, to: Person, words: str, by: Actor) -> None:
    """Hand it to somebody else, with why. Raises `Denied` and `Refused`."""
    with transaction.atomic():
        desk, case, _ = _own(sos, by)
        reasons = [] if words.strip() else ["わけを書いてください"]
        reasons += _unfit(desk, case, to)
        if reasons:
            raise Refused(reasons)
        _step(case, Move.PASS, by, to=to, words=words.strip())


def close(*, sos: Sos, words: str, by: Actor) -> None:
    """End it, with what was done. Raises `Denied` and `Refused`."""
    with transaction.atomic():
        _, case, _ = _own(sos, by)
        if not words.strip():
            raise Refused(["したことを書いてください"])
        _step(case, Move.CLOSE, by, words=words.strip())
        Sos.objects.filter(pk=sos.pk).update(closed_at=now())


def _own(sos: Sos, by: Actor) -> tuple[Desk, Case, Person]:
    """One that has come to the actor and is not at its end."""
    Sos.objects.select_for_update().get(pk=sos.pk)
    found = one_of(by, sos.pk)
    if found is None or by.person is None:
        raise Denied(Deed.SEE_SOS)
    if found[1].standing.state == State.CLOSED:
        raise Refused(["もう終わりになっています。画面を読み直してください"])
    return (*found, by.person)


def _step(case: Case, move: Move, by: Actor, **more: Any) -> None:
    sos = case.sos
    step = SosStep(municipality=by.municipality, sos=sos, move=move, by=by.person, at=now(), **more)
    step.save(force_insert=True)
    note_deed(by, Deed.SEE_SOS, "sos", sos.pk, pupil=sos.pupil_id or "", what=move)


def _unfit(desk: Desk, case: Case, to: Person | None) -> list[str]:
    if to is None or to in desk.may_be_handed(case.sos):
        return []
    return ["一覧にある人から選んでください"]


def _unreadable(words: str, sos: Sos) -> list[str]:
    """What speaks against own words: too many, or kanji that the child has not learnt."""
    reasons = [f"ことばは{WORDS}字までにしてください"] if len(words) > WORDS else []
    unknown = "、".join(dict.fromkeys(beyond(words, grade_of(sos))))
    if unknown:
        reasons.append(
            f"この子がまだ習っていない漢字があります。ひらがなで書いてください：{unknown}"
        )
    return reasons
