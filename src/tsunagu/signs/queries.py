"""Reads of what was noticed: with whom nobody has spoken, one child's, the grade meeting's."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db.models import Min, Q, QuerySet

from tsunagu.access.actor import Actor
from tsunagu.access.policy import Deed, may
from tsunagu.clock import JST, school_year_of, today
from tsunagu.school.models import Enrolment, Pupil, PupilQuerySet, School
from tsunagu.signs.enums import AnswerKind
from tsunagu.signs.known import counted_of
from tsunagu.signs.models import Alert, Sign, SignAnswer, SignAnswerQuerySet, Visit, VisitReason
from tsunagu.signs.rules import Counted
from tsunagu.signs.words import labels
from tsunagu.sos.queries import keeping_from, ticking


@dataclass
class Waiting:
    """A child of whom something was noticed that waits for an adult.

    `seen` has the days of each thing that people saw or a portal told, by its words; `counted` what
    the register tells; `brought` who takes it to the grade's meeting. `kept` says that an SOS is
    among it that the child keeps from its teacher.
    """

    pupil: Pupil
    since: date
    counted: list[Counted]
    brought: SignAnswer | None = None
    home: Enrolment | None = None
    seen: dict[str, list[date]] = field(default_factory=dict)
    kept: bool = False

    @property
    def days(self) -> int:
        """Days that it has waited."""
        return (today() - self.since).days


def how_many_told(actor: Actor) -> int:
    """How many children wait of whom people or portals told something; one query."""
    first, *others = (one.order_by().values("pupil") for one in _waiting(actor))
    return first.union(*others).count()


def waiting(
    actor: Actor,
    narrowed: Callable[[PupilQuerySet], PupilQuerySet],
    *,
    told_alone: bool = False,
    on_paper: bool = False,
) -> list[Waiting]:
    """Children who wait, of those whom the actor answers for, who has waited longest first.

    `narrowed` leaves out children, such as by a name. What was seen and the class are not read yet:
    `told` does so for those who are shown. `told_alone` leaves out those of whom the register alone
    tells, and `on_paper` what not everybody at a meeting may find.
    """
    pupils = narrowed(Pupil.objects.visible_to(actor, Deed.SEE_SIGN, on=today()))
    first: dict[UUID, date] = {}
    for noticed in _waiting(actor):
        rows = noticed.filter(pupil__in=pupils).order_by().values("pupil")
        for pupil, since in rows.annotate(since=Min("day")).values_list("pupil", "since"):
            first[pupil] = min(since, first.get(pupil, since))
    if told_alone:
        pupils = Pupil.objects.filter(pk__in=first)
    found = counted_of(actor, pupils, on_paper=on_paper)
    brought = _brought(actor, {*first, *found}, on_paper=on_paper)
    waits = [
        Waiting(
            pupil,
            min([*(hit.since for hit in hits), *filter(None, [first.get(pupil.pk)])]),
            hits,
            brought.get(pupil.pk),
        )
        for pupil in Pupil.objects.filter(pk__in={*first, *found})
        for hits in [found.get(pupil.pk, [])]
    ]
    return sorted(waits, key=lambda one: (one.since, one.pupil.kana, one.pupil.pk))


def waiting_of(actor: Actor, pupil: Pupil, school: School) -> Waiting | None:
    """A child as it waits at its school, for who may see its signs; nothing where it does not."""
    here = {"pupil": pupil, "school": school}
    signs, alerts = Sign.objects.filter(**here), Alert.objects.filter(**here)
    seen = [
        *signs.waiting().values_list("day", flat=True),
        *alerts.unanswered().values_list("day", flat=True),
    ]
    hits = counted_of(actor, Pupil.objects.filter(pk=pupil.pk)).get(pupil.pk, [])
    if not seen and not hits:
        return None
    answers = _not_kept(actor, SignAnswer.objects.filter(pupil=pupil, school=school))
    last = answers.order_by("at", "pk").last()
    brought = last if last and last.kind == AnswerKind.MEETING else None
    since = min([*seen, *(hit.since for hit in hits)])
    return Waiting(pupil, since, hits, brought, kept=_asks_to_keep(actor, pupil, hits))


def _asks_to_keep(actor: Actor, pupil: Pupil, hits: Sequence[Counted]) -> bool:
    """Is an SOS among it that the child keeps from its teacher?"""
    days = {day for hit in hits if hit.noticing.counts == "sos" for day in hit.days}
    if not days:
        return False
    sent = ticking(actor, False).filter(pupil=pupil, not_homeroom=True)
    return any(at.astimezone(JST).date() in days for at in sent.values_list("at", flat=True))


def _not_kept(actor: Actor, answers: SignAnswerQuerySet) -> SignAnswerQuerySet:
    """Without the answers to an SOS that the child keeps from the actor, but for their own."""
    return answers.exclude(Q(kept=True) & ~Q(by=actor.person) & Q(pupil__in=keeping_from(actor)))


def told(actor: Actor, rows: Sequence[Waiting]) -> None:
    """Read what was seen and told of children who wait, and their class."""
    by_pupil = {row.pupil.pk: row for row in rows}
    words = labels(actor.municipality, today())
    for noticed in _waiting(actor):
        for one in noticed.filter(pupil__in=by_pupil).order_by("day", "at"):
            label = one.label if isinstance(one, Alert) else words.get(one.kind, one.kind)
            by_pupil[one.pupil_id].seen.setdefault(label, []).append(one.day)
    homes = Enrolment.objects.on(today()).home().filter(pupil__in=by_pupil)
    for home in homes.select_related("classroom"):
        by_pupil[home.pupil_id].home = home


def _waiting(actor: Actor) -> tuple[QuerySet[Sign], QuerySet[Alert]]:
    """What people saw and portals told that waits, of children whom the actor answers for."""
    signs = Sign.objects.visible_to(actor, Deed.SEE_SIGN)
    return signs.waiting(), Alert.objects.visible_to(actor, Deed.SEE_SIGN).unanswered()


def _brought(actor: Actor, pupils: Collection[UUID], *, on_paper: bool) -> dict[UUID, SignAnswer]:
    """Of whom it was said last that the grade's meeting speaks about them, and by whom."""
    answers = SignAnswer.objects.visible_to(actor, Deed.SEE_SIGN).filter(pupil__in=pupils)
    answers = answers.filter(kept=False) if on_paper else _not_kept(actor, answers)
    last = {one.pupil_id: one for one in answers.select_related("by").order_by("at", "pk")}
    return {pupil: one for pupil, one in last.items() if one.kind == AnswerKind.MEETING}


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


def alerts_of(pupil: Pupil, school: School) -> list[Alert]:
    """What portals told of a child, newest first, for who may see the child's signs."""
    rows = Alert.objects.filter(pupil=pupil, school=school)
    return list(rows.order_by("-day", "-time", "-at"))


def visits_of(actor: Actor, pupil: Pupil, school: School) -> list[tuple[Visit, VisitReason | None]]:
    """A child's visits to the nurse's room of this school year, newest first.

    With why, where the actor is one who may read it.
    """
    year = school_year_of(today())
    rows = Visit.objects.standing().filter(pupil=pupil, school=school, day__gte=year.first)
    rows = rows.select_related("reason").prefetch_related("readers").order_by("-day", "-came")
    return [(one, _reason(actor, one)) for one in rows]


def _reason(actor: Actor, visit: Visit) -> VisitReason | None:
    reason: VisitReason | None = getattr(visit, "reason", None)
    return reason if may(actor, Deed.SEE_VISIT_REASON, visit.reason_scope) else None


def answers_of(actor: Actor, pupil: Pupil, school: School) -> list[SignAnswer]:
    """What was done about it, newest first, as far as the child does not keep it from the actor."""
    rows = _not_kept(actor, SignAnswer.objects.filter(pupil=pupil, school=school))
    return list(rows.select_related("by").order_by("-at"))
