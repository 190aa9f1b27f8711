"""Reads of what was noticed: with whom nobody has spoken, one child's, the grade meeting's."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Min, OuterRef, QuerySet, Subquery

from tsunagu.access.actor import Actor
from tsunagu.access.policy import Deed
from tsunagu.clock import today
from tsunagu.school.models import Enrolment, Pupil, School
from tsunagu.signs.enums import AnswerKind
from tsunagu.signs.models import Sign, SignAnswer, SignQuerySet
from tsunagu.signs.words import labels


@dataclass
class Waiting:
    """A child of whom something was noticed that waits for an adult.

    `seen` has the days of each thing, by its words; `brought` who takes it to the grade's meeting.
    """

    pupil: Pupil
    since: date
    home: Enrolment | None = None
    seen: dict[str, list[date]] = field(default_factory=dict)
    brought: SignAnswer | None = None

    @property
    def days(self) -> int:
        """Days that it has waited."""
        return (today() - self.since).days


def waiting_signs(actor: Actor) -> SignQuerySet:
    """What waits, of the children whom the actor answers for."""
    return Sign.objects.visible_to(actor, Deed.SEE_SIGN).waiting()


def pupils_of(signs: SignQuerySet) -> QuerySet[Pupil]:
    """The children of whom it was noticed, who has waited longest first: by `since`, its day."""
    first = signs.filter(pupil=OuterRef("pk")).order_by().values("pupil")
    since = Subquery(first.annotate(since=Min("day")).values("since"))
    rows = Pupil.objects.filter(pk__in=signs.values("pupil")).annotate(since=since)
    return rows.order_by("since", "family_kana", "given_kana", "pk")


def told(actor: Actor, pupils: Iterable[Pupil]) -> list[Waiting]:
    """For each of `pupils_of` what was noticed, with the class and who takes it to the meeting."""
    rows = {one.pk: Waiting(one, getattr(one, "since")) for one in pupils}  # noqa: B009
    words = labels(actor.municipality, today())
    for sign in waiting_signs(actor).filter(pupil__in=rows).order_by("day", "at"):
        rows[sign.pupil_id].seen.setdefault(words.get(sign.kind, sign.kind), []).append(sign.day)
    homes = Enrolment.objects.on(today()).home().filter(pupil__in=rows)
    for home in homes.select_related("classroom"):
        rows[home.pupil_id].home = home
    last = SignAnswer.objects.visible_to(actor, Deed.SEE_SIGN).filter(pupil__in=rows)
    for answer in last.select_related("by").order_by("at", "pk"):
        meeting = answer.kind == AnswerKind.MEETING
        rows[answer.pupil_id].brought = answer if meeting else None
    return list(rows.values())


@dataclass(frozen=True)
class Read:
    """A sign in the words of the packs."""

    sign: Sign
    label: str
    point: str


def read(sign: Sign, words: Mapping[str, str]) -> Read:
    """A sign in words; a key that no pack has any more stands as it is."""
    return Read(sign, words.get(sign.kind, sign.kind), words.get(sign.point, sign.point))


def signs_of(pupil: Pupil, school: School) -> list[Read]:
    """All that a school noticed of a child, newest first, for who may see the child's signs."""
    words = labels(pupil.municipality, today())
    rows = Sign.objects.filter(pupil=pupil, school=school).select_related("by", "ended_by")
    return [read(sign, words) for sign in rows.order_by("-day", "-at")]


def answers_of(pupil: Pupil, school: School) -> list[SignAnswer]:
    """What was done about it, newest first."""
    rows = SignAnswer.objects.filter(pupil=pupil, school=school)
    return list(rows.select_related("by").order_by("-at"))
