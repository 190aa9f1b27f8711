"""Writing down a child before any roster knows it, so that support can begin ahead of entry."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction

from tsunagu.access.actor import Actor
from tsunagu.access.noted import note_deed
from tsunagu.access.policy import Deed, Denied, require
from tsunagu.access.refusal import Refused
from tsunagu.clock import in_words, now, today
from tsunagu.org.models import Person
from tsunagu.school.models import Enrolment, Expected, Guardian, Pupil, School

FURTHEST = timedelta(days=7 * 366)
"""From birth to school: nobody is expected for later."""
OLDEST = timedelta(days=19 * 366)


@dataclass(frozen=True)
class Told:
    """What is known of the child: its names as rosters write them, and whom to call at home."""

    family_name: str
    given_name: str
    family_kana: str
    given_kana: str
    birth_date: date
    guardian: str = ""
    relation: str = ""
    phone: str = ""


def expect_pupil(*, school: School, day: date, told: Told, by: Actor) -> Expected:
    """Write down a child who is to come to a school. Raises `Denied` and `Refused`."""
    person = _who(school, by)
    like = Pupil.objects.visible_to(by, Deed.SEE_PUPIL, on=today())
    like = like | Pupil.objects.filter(expected__school=school)
    reasons = _faults(day, told)
    if like.filter(**_names(told), birth_date=told.birth_date).exists():
        reasons.append("同じ氏名と生年月日の子どもが、もう記録にあります")
    if reasons:
        raise Refused(reasons)
    with transaction.atomic():
        names = _names(told) | _kana(told)
        pupil = Pupil.objects.create(
            municipality=by.municipality, birth_date=told.birth_date, **names
        )
        expected = Expected.objects.create(
            municipality=by.municipality, pupil=pupil, school=school, day=day, by=person, at=now()
        )
        _write_guardian(pupil, told)
        _note(by, expected, "expect")
    return expected


def change_expected(*, expected: Expected, day: date, told: Told, by: Actor) -> Expected:
    """Put right what was written of a child whom no roster has brought yet.

    Raises `Denied` and `Refused`.
    """
    _who(expected.school, by)
    if reasons := [*_brought(expected), *_faults(day, told)]:
        raise Refused(reasons)
    with transaction.atomic():
        names = _names(told) | _kana(told)
        Pupil.objects.filter(pk=expected.pupil_id).update(birth_date=told.birth_date, **names)
        expected.day, expected.ended_on, expected.ended_by = day, None, None
        expected.ended_why = ""
        expected.save(update_fields=["day", "ended_on", "ended_by", "ended_why"])
        _write_guardian(expected.pupil, told)
        _note(by, expected, "change")
    return expected


def stop_expecting(*, expected: Expected, why: str, by: Actor) -> Expected:
    """Say that the child does not come; its record stays. Raises `Denied` and `Refused`."""
    person = _who(expected.school, by)
    reasons = _brought(expected)
    if not why.strip():
        reasons.append("来ないとわかったわけを書いてください")
    if expected.ended_on:
        reasons.append("来ないことは、もう記録されています")
    if reasons:
        raise Refused(reasons)
    with transaction.atomic():
        expected.ended_on, expected.ended_by, expected.ended_why = today(), person, why.strip()
        expected.save(update_fields=["ended_on", "ended_by", "ended_why"])
        _note(by, expected, "end")
    return expected


def _who(school: School, by: Actor) -> Person:
    require(by, Deed.EXPECT_PUPIL, school.scope)
    if by.person is None:
        raise Denied(Deed.EXPECT_PUPIL)
    return by.person


def _names(told: Told) -> dict[str, str]:
    return {"family_name": told.family_name.strip(), "given_name": told.given_name.strip()}


def _kana(told: Told) -> dict[str, str]:
    return {"family_kana": told.family_kana.strip(), "given_kana": told.given_kana.strip()}


def _faults(day: date, told: Told) -> list[str]:
    reasons = []
    if not all((_names(told) | _kana(told)).values()):
        reasons.append("姓・名と、そのかなを入れてください")
    if not today() - OLDEST <= told.birth_date <= today():
        reasons.append(
            f"生年月日は、{in_words(today() - OLDEST, year=True)}から今日までの日を入れてください"
        )
    if not today() <= day <= today() + FURTHEST:
        last = in_words(today() + FURTHEST, year=True)
        reasons.append(f"来る予定の日は、今日から{last}までの日を入れてください")
    if not told.guardian.strip() and (told.relation.strip() or told.phone.strip()):
        reasons.append("保護者の続柄や電話を入れるときは、氏名も入れてください")
    return reasons


def _brought(expected: Expected) -> list[str]:
    """Why a child whom a roster has brought is changed there and not here."""
    if Enrolment.objects.home().filter(pupil=expected.pupil_id).exists():
        return ["名簿に入った子どもです。氏名や在籍は、名簿の取り込みで変わります"]
    return []


def _write_guardian(pupil: Pupil, told: Told) -> None:
    """Whom to call at home, as far as it was said; a file of guardians may say more later."""
    if not told.guardian.strip():
        return
    said = {"name": told.guardian, "relation": told.relation, "phone": told.phone}
    values = {name: value.strip() for name, value in said.items()}
    first = pupil.guardians.order_by("order", "pk").first()
    if first is None:
        Guardian.objects.create(municipality_id=pupil.municipality_id, pupil=pupil, **values)
    else:
        Guardian.objects.filter(pk=first.pk).update(**values)


def _note(by: Actor, expected: Expected, what: str) -> None:
    note_deed(by, Deed.EXPECT_PUPIL, "expected", expected.pk, pupil=expected.pupil_id, what=what)
