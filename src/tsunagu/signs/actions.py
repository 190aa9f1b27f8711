"""Writing down what was noticed, taking it back, and saying what was done about it."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from tsunagu.access.actor import Actor
from tsunagu.access.noted import note_deed
from tsunagu.access.policy import Deed, Denied, require
from tsunagu.access.refusal import Refused
from tsunagu.clock import now, today
from tsunagu.org.models import Person
from tsunagu.school.homes import scope_of
from tsunagu.school.models import Pupil, School
from tsunagu.signs.enums import NEED_WORDS, AnswerKind
from tsunagu.signs.models import Sign, SignAnswer
from tsunagu.signs.queries import waiting_of
from tsunagu.signs.words import OTHER, POINTS, SEEN, listed

BACK = timedelta(days=28)
"""How long ago something may be that is written now; ours."""


def notice(*, pupil: Pupil, kind: str, point: str, day: date, note: str, by: Actor) -> Sign:
    """Write down what was seen of a child. Raises `Denied` and `Refused`."""
    person, school = _who_and_where(pupil, Deed.RECORD_SIGN, by)
    if reasons := _faults(kind, point, day, note, by):
        raise Refused(reasons)
    said: dict[str, Any] = {"pupil": pupil, "school_id": school, "kind": kind, "point": point}
    said |= {"day": day, "note": note.strip(), "by": person}
    if twice := Sign.objects.filter(**said, ended_at__isnull=True).first():
        return twice  # A second touch of the same button.
    with transaction.atomic():
        sign = Sign.objects.create(municipality=by.municipality, at=now(), **said)
        note_deed(by, Deed.RECORD_SIGN, "sign", sign.pk, pupil=pupil.pk, sign=kind)
    return sign


def take_back(*, sign: Sign, why: str, by: Actor) -> Sign:
    """Take back what was written by mistake; it stays on record. Raises `Denied` and `Refused`."""
    person, _ = _who_and_where(sign.pupil, Deed.ANSWER_SIGN, by)
    if not why.strip():
        raise Refused(["取り消すわけを書いてください"])
    if sign.ended_at:
        raise Refused(["もう取り消されています"])
    with transaction.atomic():
        sign.ended_at, sign.ended_by, sign.ended_why = now(), person, why.strip()
        sign.save(update_fields=["ended_at", "ended_by", "ended_why"])
        note_deed(by, Deed.ANSWER_SIGN, "sign", sign.pk, pupil=sign.pupil_id, what="taken_back")
    return sign


def answer(*, pupil: Pupil, kind: AnswerKind, words: str, by: Actor) -> SignAnswer:
    """Say what was done about what was noticed of a child. Raises `Denied` and `Refused`."""
    person, school = _who_and_where(pupil, Deed.ANSWER_SIGN, by)
    if kind in NEED_WORDS and not words.strip():
        said = {AnswerKind.NOT_NEEDED: "わけ", AnswerKind.DISCUSSED: "話し合って決めたこと"}
        raise Refused([f"{said[kind]}を書いてください"])
    waits = waiting_of(by, pupil, School.objects.get(pk=school))
    if waits is None:
        raise Refused(["待っている気づきは、もうありません。画面を読み直してください"])
    if kind == AnswerKind.DISCUSSED and not waits.brought:
        raise Refused(["学年会にかけていない子どもです"])
    with transaction.atomic():
        made = SignAnswer.objects.create(
            municipality=by.municipality,
            pupil=pupil,
            school_id=school,
            kind=kind,
            words=words.strip(),
            by=person,
            at=now(),
            kept=waits.kept,
        )
        note_deed(by, Deed.ANSWER_SIGN, "sign_answer", made.pk, pupil=pupil.pk, answer=kind)
    return made


def _who_and_where(pupil: Pupil, deed: Deed, by: Actor) -> tuple[Person, UUID | str]:
    scope = scope_of(pupil, today())
    require(by, deed, scope)
    if by.person is None or scope.school is None:
        raise Denied(deed)
    return by.person, scope.school


def _faults(kind: str, point: str, day: date, note: str, by: Actor) -> list[str]:
    city, reasons = by.municipality, []
    if kind not in {one.id for group in SEEN for one in listed(city, group, today())}:
        reasons.append("一覧にある気づきから選んでください")
    if point and point not in {one.id for one in listed(city, POINTS, today())}:
        reasons.append("一覧にある場面から選んでください")
    if kind == OTHER and not note.strip():
        reasons.append("「そのほか」のときは、見たことを書いてください")
    if not today() - BACK <= day <= today():
        reasons.append(f"気づいた日は、今日までの{BACK.days}日のあいだの日を入れてください")
    return reasons
