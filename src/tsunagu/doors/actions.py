"""Opening a class's tablets, handing out pictures, and coming in by them."""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from tsunagu.access.actor import Actor, Held, Scope
from tsunagu.access.enums import DataClass, RoleKind
from tsunagu.access.noted import note_deed
from tsunagu.access.policy import Deed, Denied, require
from tsunagu.access.refusal import Refused
from tsunagu.clock import new_id, now, today
from tsunagu.doors.models import ClassCode, PictureDoor
from tsunagu.doors.pictures import LENGTH, PICTURES, digest, drawn, fits
from tsunagu.org.models import Person
from tsunagu.school.models import Classroom, Enrolment

LETTERS = "BCDFGHJKMNPQRSTVWXYZ23456789"
"""What is not mistaken for another letter, and makes no word."""
AT_A_TIME = 5
"""How often in a row one may be wrong before one has to wait; ours."""
SWEPT = 20
"""How many wrong ones at the class's other doors, not outweighed by right ones, make each one wait:
somebody tries every door a little; ours."""
LONGEST = 15
"""Minutes that somebody waits at most, so that no child is shut out for long; ours."""
MOST = 20
"""Letters of a nickname."""


def open_class(*, classroom: Classroom, by: Actor) -> ClassCode:
    """Give a class a new code for its tablets; the old one ends. Raises `Denied`."""
    person = _who(classroom.scope, by)
    with transaction.atomic():
        ClassCode.objects.filter(classroom=classroom, ended_at=None).update(ended_at=now())
        made = ClassCode.objects.create(
            municipality=by.municipality,
            classroom=classroom,
            code="".join(secrets.choice(LETTERS) for _ in range(8)),
            by=person,
            at=now(),
        )
        note_deed(by, Deed.SET_DOOR, "class_code", made.pk, classroom=str(classroom.pk))
    return made


@dataclass(frozen=True)
class Handed:
    """The pictures of a child, known only at the moment at which they are handed out."""

    enrolment: Enrolment
    pictures: Sequence[str]


def give_pictures(*, enrolments: Iterable[Enrolment], by: Actor) -> list[Handed]:
    """New pictures for children of a class; what was opened with the old ones ends.

    Raises `Denied`, and `Refused` where nobody was chosen.
    """
    chosen = list(enrolments)
    if not chosen:
        raise Refused(["絵のあいことばを渡す子どもを選んでください"])
    people = [_who(one.scope, by) for one in chosen]
    handed = []
    with transaction.atomic():
        for one in chosen:
            pictures = drawn()
            door, _ = PictureDoor.objects.update_or_create(
                pupil_id=one.pupil_id,
                defaults={
                    "municipality": by.municipality,
                    "digest": digest(one.pupil_id, pictures),
                    "stamp": new_id(),
                    "wrong": 0,
                    "wait_until": None,
                    "told_at": None,
                    "seen_at": None,
                    "by": people[0],
                    "at": now(),
                },
            )
            note_deed(by, Deed.SET_DOOR, "picture_door", door.pk, pupil=one.pupil_id)
            handed.append(Handed(one, pictures))
    return handed


def see_guessed(*, classroom: Classroom, by: Actor) -> int:
    """Say that one has seen whose pictures somebody guessed; of how many. Raises `Denied`."""
    _who(classroom.scope, by)
    seen = 0
    with transaction.atomic():
        inside = Enrolment.objects.on(today()).home().filter(classroom=classroom)
        doors = PictureDoor.objects.filter(pupil__in=inside.values("pupil"))
        for door in doors:
            if door.guessed:
                door.seen_at = now()
                door.save(update_fields=["seen_at"])
                _note_seen(door, by)
                seen += 1
        doors.update(wrong=0)
    return seen


def _note_seen(door: PictureDoor, by: Actor) -> None:
    note_deed(by, Deed.SET_DOOR, "picture_door", door.pk, pupil=door.pupil_id, what="seen")


def _who(scope: Scope, by: Actor) -> Person:
    require(by, Deed.SET_DOOR, scope)
    if by.person is None:
        raise Denied(Deed.SET_DOOR)
    return by.person


@dataclass(frozen=True)
class Entry:
    """What trying the door came to: whose it is, or until when one has to wait, or neither."""

    door: PictureDoor | None = None
    wait_until: datetime | None = None


def enter(*, code: ClassCode, number: str, chosen: Sequence[str], via: str) -> Entry:
    """Try the pictures of the child with a number in a class.

    A number that nobody has, or a child without pictures, is answered like wrong pictures. While
    one has to wait the pictures are not looked at: right ones do not open either, and none counts.
    """
    inside = Enrolment.objects.on(today()).home().filter(classroom=code.classroom)
    if not number or code.ended_at:
        return Entry()
    doors = PictureDoor.objects.filter(pupil__in=inside.values("pupil"))
    with transaction.atomic():
        mine = inside.filter(number=number)
        found = PictureDoor.objects.filter(pupil__in=mine.values("pupil")).exclude(digest="")
        door = found.select_related("municipality").select_for_update(of=("self",)).first()
        if door is None or len(chosen) != LENGTH or not set(chosen) <= set(PICTURES):
            return Entry()
        if door.waits_until:
            return Entry(wait_until=door.waits_until)
        right = fits(door.pupil_id, chosen, door.digest)
        others = doors.exclude(pk=door.pk).values_list("wrong", flat=True)
        swept = not right and sum(others) >= SWEPT
        _count(door, right=right, swept=swept)
        by = pupil_actor(door, code.classroom.school_id, via=via)
        what = "in" if right else "slowed" if door.waits_until else ""
        if what:
            note_deed(by, Deed.OWN_DOOR, "picture_door", door.pk, pupil=door.pupil_id, what=what)
        door.save(update_fields=["wrong", "wait_until", "told_at"])
    return Entry(door) if right else Entry(wait_until=door.waits_until)


def enter_by_account(
    *, municipality: str, address: str, via: str
) -> tuple[PictureDoor, Classroom] | None:
    """Open the door of the one child, in a class today, whose school account this is.

    Nothing where none or several have it. The caller knows that the account is vouched for.
    """
    homes = (
        Enrolment.objects.on(today())
        .home()
        .filter(municipality__code=municipality, pupil__account=address.lower())
    )
    found = {one.pupil_id: one for one in homes.select_related("classroom")} if address else {}
    if len(found) != 1:
        return None
    ((pupil, home),) = found.items()
    with transaction.atomic():
        door, _ = PictureDoor.objects.select_related("municipality").get_or_create(
            pupil_id=pupil, defaults={"municipality_id": home.municipality_id, "at": now()}
        )
        by = pupil_actor(door, home.classroom.school_id, via=via)
        note_deed(by, Deed.OWN_DOOR, "picture_door", door.pk, pupil=pupil, what="in by account")
    return door, home.classroom


def _count(door: PictureDoor, *, right: bool, swept: bool) -> None:
    """Every few wrong ones make the next wait longer, and an adult is told.

    A right one takes a wrong one away and not all: who tries a little between a child's own right
    ones is told of too.
    """
    door.wrong = max(min(door.wrong, AT_A_TIME) - 1, 0) if right else door.wrong + 1
    if right or (door.wrong % AT_A_TIME and not swept):
        return
    minutes = min(2 ** max(door.wrong // AT_A_TIME - 1, 0), LONGEST)
    door.wait_until = now() + timedelta(minutes=minutes)
    door.told_at = now()


def pupil_actor(door: PictureDoor, school: UUID, *, via: str) -> Actor:
    """The child as an actor, who reaches nothing but what is the child's own.

    Three pictures are a weak proof: they open nothing of the most sensitive class.
    """
    return Actor(
        municipality=door.municipality,
        label="",
        pupil=door.pupil_id,
        held=(Held(RoleKind.PUPIL, school),),
        kinds=frozenset({RoleKind.PUPIL}),
        assured=DataClass.II,
        via=via,
    )


def own_scope(actor: Actor) -> Scope:
    """Where what is the child's own lies."""
    return Scope(municipality=actor.municipality.pk, person=actor.pupil)


def name_oneself(*, nickname: str, by: Actor) -> PictureDoor:
    """The name by which a child wants to be greeted. Raises `Denied` and `Refused`."""
    require(by, Deed.OWN_DOOR, own_scope(by))
    said = " ".join(nickname.split())
    if len(said) > MOST:
        raise Refused([f"よびなは{MOST}字までです"])
    with transaction.atomic():
        door = PictureDoor.objects.select_for_update().get(pupil=by.pupil)
        door.nickname = said
        door.save(update_fields=["nickname"])
        note_deed(by, Deed.OWN_DOOR, "picture_door", door.pk, pupil=door.pupil_id, what="named")
    return door
