"""The plan for the child to read, and whose turn it is to read and answer what the child wrote."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, Q
from django.utils.safestring import SafeString

from tsunagu.access.actor import Actor
from tsunagu.access.policy import Deed, may_somewhere, require
from tsunagu.cases.models import Case, CaseQuerySet, NotRight, PlanLine, PlanPart
from tsunagu.cases.queries.cases import turn, why_mine
from tsunagu.clock import JST, is_working_day, today
from tsunagu.doors.actions import own_scope
from tsunagu.doors.words import written_for
from tsunagu.prepared import Prepared

_WRITTEN = PlanPart.objects.filter(case=OuterRef("pk"), read_at=None).exclude(text="")
_UNREAD = Q(Exists(_WRITTEN))
_OPEN = Q(Exists(NotRight.objects.filter(case=OuterRef("pk"), answered_at=None)))
_WAITING_AT = Prepared(
    lambda schools: (
        Case.objects.open().filter(_UNREAD | _OPEN, school__in=schools).values_list("pk")
    ),
    [UUID],
)


@dataclass(frozen=True)
class Line:
    """A line of the plan as a child of a grade reads it."""

    line: PlanLine
    what: SafeString
    who: SafeString


@dataclass(frozen=True)
class Plan:
    """What of a case its child reads, and what the child wrote."""

    case: Case
    lines: list[Line] = field(default_factory=list)

    @property
    def part(self) -> PlanPart | None:
        """The child's own part, where it has written one."""
        return getattr(self.case, "plan_part", None)

    @property
    def not_right(self) -> NotRight | None:
        """What the child last said of the plan: that it is not right."""
        return next(iter(self.case.not_right.all()), None)


def lines_for(case: Case, grade: int) -> list[Line]:
    """The lines that a child of a grade can read; one that lacks a reading is left out."""
    lines = case.plan_lines.all()
    rows = ((one, written_for(one.what, grade), written_for(one.who, grade)) for one in lines)
    return [Line(one, what, who) for one, what, who in rows if what and who]


def plans_of(by: Actor, grade: int) -> list[Plan]:
    """The plans of the child who asks, at its school. Raises `Denied`.

    A case without a line that the child can read is none: the child learns nothing of it.
    """
    require(by, Deed.OWN_PLAN, own_scope(by))
    here = [held.organisation for held in by.held]
    cases = Case.objects.open().filter(pupil=by.pupil, school__in=here).order_by("begun_at", "pk")
    read = cases.select_related("pupil", "school", "plan_part__read_by").prefetch_related(
        Prefetch("plan_lines", PlanLine.objects.standing()),
        Prefetch("not_right", NotRight.objects.select_related("read_by", "answered_by")),
    )
    plans = [Plan(case, lines_for(case, grade)) for case in read]
    return [plan for plan in plans if plan.lines]


@dataclass(frozen=True)
class OwedWords:
    """A case in which the child's words wait for an adult."""

    case: Case
    not_right: NotRight | None
    why: str

    @property
    def next(self) -> str:
        """What is to be done."""
        if self.not_right:
            return "「これはちがう」と伝えています。本人と話す"
        return "プランに自分のことばを書きました。読む"


def owed_words(actor: Actor) -> list[OwedWords]:
    """The cases in which it is the actor's turn to read or answer the child, longest waiting first.

    The coordinator's, like all that a case owes; “not right” goes up once its day is past.
    """
    schools = {held.organisation for held in actor.held}
    if actor.person is None or not may_somewhere(actor, Deed.WRITE_CASE):
        return []
    if not _WAITING_AT(schools):
        return []
    found = [_owed(case, actor) for case in _waiting(actor)]
    return sorted(found, key=lambda one: (one.not_right is None, _since(one), str(one.case.pk)))


def _waiting(actor: Actor) -> CaseQuerySet:
    open_ones = NotRight.objects.filter(answered_at=None)
    late = Q(pk__in=open_ones.filter(at__lt=_past_due()).values("case"))
    rows = Case.objects.visible_to(actor, Deed.WRITE_CASE).open()
    rows = rows.filter(_UNREAD | _OPEN, turn(actor, late=late))
    return rows.select_related("pupil", "coordinator", "plan_part").prefetch_related(
        Prefetch("not_right", open_ones)
    )


def _past_due() -> datetime:
    """What was said before this is past its day."""
    day: date = today() - timedelta(days=1)
    while not is_working_day(day):
        day -= timedelta(days=1)
    return datetime.combine(day, time.min, JST)


def _owed(case: Case, actor: Actor) -> OwedWords:
    said = next(iter(case.not_right.all()), None)
    return OwedWords(case, said, why_mine(case, actor, overdue=bool(said and said.overdue)))


def _since(one: OwedWords) -> datetime:
    return one.not_right.at if one.not_right else one.case.plan_part.at
