"""A child sends an SOS, once however often it touches, and says later how it is."""

from dataclasses import dataclass, field
from uuid import UUID, uuid5

from django.db import transaction

from tsunagu.access.actor import Actor
from tsunagu.access.enums import CLASS_ROLES
from tsunagu.access.models import Role
from tsunagu.access.noted import note_deed
from tsunagu.access.policy import Deed, Denied, require
from tsunagu.access.refusal import Refused
from tsunagu.clock import now, today
from tsunagu.doors.actions import own_scope
from tsunagu.org.models import Person
from tsunagu.school.models import Classroom, Enrolment, School
from tsunagu.sos.desk import Desk
from tsunagu.sos.enums import Move, State
from tsunagu.sos.models import WORDS, KeptFrom, Sos, SosStep

LONG = f"ことばは{WORDS}字までです"


@dataclass(frozen=True)
class Told:
    """What the child chose; all of it may be left out."""

    school: School | None = None
    classroom: Classroom | None = None
    called: str = ""
    wanted: Person | None = None
    wanted_role: str = ""
    outside: bool = False
    not_homeroom: bool = False
    about: list[str] = field(default_factory=list)
    how: str = ""
    words: str = ""

    def key(self, token: UUID, by: Actor) -> UUID:
        """The same for the same form, child and choices, so that what was sent twice is one."""
        said = {name: str(getattr(value, "pk", value)) for name, value in vars(self).items()}
        return uuid5(token, f"{by.pupil} {said}")


def home_of(by: Actor) -> Classroom | None:
    """The class of a child who is signed in."""
    home = Enrolment.objects.on(today()).home().filter(pupil=by.pupil)
    found = home.select_related("classroom__school").order_by("begin", "pk").last()
    return found.classroom if found else None


def send(*, token: UUID, told: Told, by: Actor) -> Sos:
    """Keep what a child sent; sent again, it is the same. Raises `Denied` and `Refused`.

    `by` is the child, or the public page in the name of nobody.
    """
    if by.pupil:
        require(by, Deed.SEND_SOS, own_scope(by))
    elif not by.system:
        raise Denied(Deed.SEND_SOS)
    if len(told.words) > WORDS:
        raise Refused([LONG])
    sos = Sos(
        municipality=by.municipality,
        key=told.key(token, by),
        pupil_id=by.pupil,
        at=now(),
        **vars(told),
    )
    with transaction.atomic():
        Sos.objects.bulk_create([sos], ignore_conflicts=True)
        kept = Sos.objects.get(key=sos.key)
        if kept.pk == sos.pk:
            _keep_from_homeroom(kept)
            note_deed(by, Deed.SEND_SOS, "sos", kept.pk, pupil=kept.pupil_id or "", what="sent")
    return kept


def _keep_from_homeroom(sos: Sos) -> None:
    """Write down whom the child does not want; of one without a name every homeroom teacher.

    On another class's tablet, too, nobody is told who may be its own teacher.
    """
    if not sos.not_homeroom or sos.school_id is None:
        return
    roles = Role.objects.on(today()).filter(organisation=sos.school_id, kind__in=CLASS_ROLES)
    if sos.pupil_id:
        own = Enrolment.objects.on(today()).filter(pupil=sos.pupil_id)
        roles = roles.filter(classroom__in=own.values("classroom"))
    KeptFrom.objects.bulk_create(
        KeptFrom(municipality_id=sos.municipality_id, sos=sos, person_id=person)
        for person in sorted(set(roles.values_list("person", flat=True)))
    )


def say_how_it_is(*, sos: Sos, all_right: bool, by: Actor) -> None:
    """The child says that it is all right now, or not yet, which opens it again. Raises `Denied`.

    Said twice, it is said once.
    """
    if by.pupil != sos.pupil_id or not (by.pupil or by.system):
        raise Denied(Deed.SEND_SOS)
    move = Move.ALL_RIGHT if all_right else Move.NOT_YET
    with transaction.atomic():
        sos = Sos.objects.select_for_update().get(pk=sos.pk)
        stands = Desk(by.municipality, [sos]).case(sos).standing
        if stands.said_all_right == all_right and (all_right or stands.state == State.WAITING):
            return
        SosStep.objects.create(municipality=by.municipality, sos=sos, move=move, at=now())
        if not all_right:
            Sos.objects.filter(pk=sos.pk).update(closed_at=None)
        note_deed(by, Deed.SEND_SOS, "sos", sos.pk, pupil=sos.pupil_id or "", what=move)
