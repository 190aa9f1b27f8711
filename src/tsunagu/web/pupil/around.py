"""Who and what is around a child: brothers and sisters, and the classes it was in."""

from dataclasses import dataclass

from tsunagu.access.actor import Actor
from tsunagu.access.looks import note_look
from tsunagu.access.policy import Deed, may
from tsunagu.clock import today
from tsunagu.school.former import FormerClass, former_classes
from tsunagu.school.homes import scope_of
from tsunagu.school.models import Pupil
from tsunagu.school.siblings import siblings_of


@dataclass(frozen=True)
class Around:
    """What somebody may see around a child."""

    siblings: list[Pupil]
    former: list[FormerClass]


def around_of(pupil: Pupil, actor: Actor) -> Around:
    """Siblings for who may see both, of whom the look is noted; former classes of the child."""
    siblings = [one.beside(pupil.pk) for one in siblings_of(pupil, actor)]
    if siblings:
        seen = [one.pk for one in siblings]
        note_look(actor, Deed.SEE_PUPIL, kind="pupil_list", key="", pupils=seen)
    sees = may(actor, Deed.SEE_PUPIL, scope_of(pupil, today()))
    return Around(siblings, former_classes(pupil) if sees else [])
