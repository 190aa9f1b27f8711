"""Of some SOS: with whom each is now, who may read it, and until when somebody will."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from uuid import UUID

from tsunagu.access.enums import BOARD_STAFF, CLASS_ROLES, SCHOOL_STAFF, RoleKind
from tsunagu.access.models import Role
from tsunagu.clock import JST, now, today
from tsunagu.org.models import Leave, Municipality, Person
from tsunagu.packs.loader import setting
from tsunagu.school.models import Enrolment, School
from tsunagu.sos.enums import State
from tsunagu.sos.hours import board_hours, school_hours
from tsunagu.sos.models import Duty, KeptFrom, Sos, SosStep
from tsunagu.sos.rules import (
    Reached,
    Spans,
    Standing,
    Step,
    after,
    open_for,
    reached,
    standing,
    unattended,
)


@dataclass(frozen=True)
class Case:
    """An SOS as it stands now.

    `told` may read it, beside those of the board where `duty` says so. `turn` is whose turn it is,
    None where it is the board's; `due` until when it is read, `board_due` by when at the board.
    """

    sos: Sos
    standing: Standing
    steps: tuple[SosStep, ...]
    told: frozenset[UUID]
    turn: Person | None
    due: datetime | None = None
    duty: bool = False
    board_due: datetime | None = None

    @property
    def waits(self) -> bool:
        """Has nobody read it yet?"""
        return self.standing.state == State.WAITING

    @property
    def open(self) -> bool:
        """Is it not at its end?"""
        return self.standing.state != State.CLOSED

    @property
    def holder(self) -> Person | None:
        """Who read it last, or answered."""
        return next((s.by for s in reversed(self.steps) if s.by_id == self.standing.holder), None)


class Desk:
    """What it takes to say with whom SOS of a city are: read once for all of them."""

    def __init__(self, city: Municipality, rows: Iterable[Sos], at: datetime | None = None) -> None:
        self.city, self.rows, self.at = city, list(rows), at or now()

    def cases(self) -> list[Case]:
        """Each as it stands."""
        return [self.case(one) for one in self.rows]

    def case(self, sos: Sos) -> Case:
        """One of them."""
        steps = tuple(self._steps.get(sos.pk, ()))
        stands = standing(sos.at, [Step(s.move, s.at, s.by_id, s.to_id) for s in steps])
        kept = self.kept(sos)
        line = [one for one in self.line(sos, stands.first) if one not in kept]
        if stands.state == State.CLOSED:
            return Case(sos, stands, steps, stands.hands - kept, None)
        if stands.state == State.WAITING:
            return self._waiting(sos, stands, steps, line)
        holder = stands.holder if stands.holder in self._here else None
        next_one = next((one for one in line if one != stands.holder), None)
        helps = holder is None or self._forgotten(sos, stands)
        told = stands.hands | ({next_one} if helps and next_one else set())
        whose = holder or next_one
        turn = self.people[whose] if whose else None
        return Case(
            sos, stands, steps, frozenset(told) - kept, turn, duty=helps and next_one is None
        )

    def _waiting(
        self, sos: Sos, stands: Standing, steps: tuple[SosStep, ...], line: Sequence[UUID]
    ) -> Case:
        spans = self.hours(sos.school)
        gone = reached(stands.since, line, spans, self.minutes, self.at)
        return Case(
            sos,
            stands,
            steps,
            (stands.hands | set(gone.told)) - self.kept(sos),
            self.people[gone.turn] if gone.turn else None,
            gone.due,
            gone.duty,
            self._board_due(stands, line, spans, gone),
        )

    def _board_due(
        self, stands: Standing, line: Sequence[UUID], spans: Spans, gone: Reached
    ) -> datetime | None:
        """By when the board's duty reads what it was told."""
        if not gone.duty or not self.on_duty:
            return None
        ended = after(spans, stands.since, self.minutes * len(line)) if line else stands.since
        told = min(filter(None, [ended, unattended(spans, stands.since)]))
        return after(self.of_the_board, told, self.minutes)

    def _forgotten(self, sos: Sos, stands: Standing) -> bool:
        """Has it been read, and not answered for long?"""
        waited = open_for(self.hours(sos.school), stands.since, self.at)
        return stands.state == State.READ and waited >= timedelta(minutes=self.answer_minutes)

    def line(self, sos: Sos, first: UUID | None = None) -> list[UUID]:
        """Who can be asked, in order: whom the child wants before all others."""
        if sos.outside or sos.school_id is None:
            return []
        order = [*filter(None, [sos.wanted_role]), *self.order]
        wanted = [one for one in (first, sos.wanted_id) if one in self._at[sos.school_id]]
        roles = [one for kind in order for one in self._holders(kind, sos)]
        return list(dict.fromkeys(one for one in (*wanted, *roles) if one in self._here))

    def _holders(self, kind: str, sos: Sos) -> list[UUID]:
        """Who holds a role for the child: of class roles in its class, of leads in its grade."""
        held = self._by_kind[sos.school_id, kind]
        if kind in CLASS_ROLES:
            held = [role for role in held if role.classroom == sos.classroom_id]
        elif kind == RoleKind.GRADE_LEAD:
            grades = sos.classroom.grade_list if sos.classroom else []
            held = [role for role in held if role.grade in grades]
        return [role.person_id for role in held]

    def kept(self, sos: Sos) -> set[UUID]:
        """From whom it is kept: the homeroom teachers when it was sent, and those since."""
        if not sos.not_homeroom:
            return set()
        rooms = {sos.classroom_id, *self._classes[sos.pupil_id]} - {None}
        since = {
            role.person_id
            for role in self._roles
            if role.kind in CLASS_ROLES and role.classroom in rooms
        }
        return since | self._kept_from.get(sos.pk, set())

    def may_be_handed(self, sos: Sos) -> list[Person]:
        """To whom it can be passed: people of the school who are there, else those of the board."""
        place = self._at[sos.school_id] if sos.school_id and not sos.outside else set()
        found = place & self._here
        if not found:
            found = {role.person_id for role in self._roles if role.kind in BOARD_STAFF}
        return sorted(
            (self.people[one] for one in found - self.kept(sos)), key=lambda p: (p.kana, p.pk)
        )

    def staff_of(self, school: School) -> list[Role]:
        """The roles held at a school today, as a child chooses among their people."""
        return [role for role in self._roles if role.organisation_id == school.pk]

    def hours(self, school: School | None) -> Spans:
        """When people of the school are there; of no school, the board's."""
        return self.of_the_board if school is None else self._hours[school.pk]

    @cached_property
    def _hours(self) -> dict[UUID, Spans]:
        schools = {one.school_id for one in self.rows if one.school_id}
        return school_hours(self.city, schools, self._since)

    @cached_property
    def minutes(self) -> int:
        """How long each has to read it."""
        return int(setting(self.city.packs, "sos-minutes", today()))

    @cached_property
    def answer_minutes(self) -> int:
        """How long whoever read it has to answer."""
        return int(setting(self.city.packs, "sos-answer-minutes", today()))

    @cached_property
    def order(self) -> list[str]:
        """The roles in the order in which they are asked."""
        return str(setting(self.city.packs, "sos-order", today())).split()

    @cached_property
    def of_the_board(self) -> Spans:
        """When people of the board are there."""
        return board_hours(self.city, self._since)

    @property
    def _since(self) -> date:
        return min((s.at.astimezone(JST).date() for s in self.rows), default=today())

    @cached_property
    def _roles(self) -> list[Role]:
        """The roles of today at the city's schools of these SOS and at its board."""
        schools = {one.school_id for one in self.rows} - {None}
        at_school = Role.objects.filter(organisation__in=schools, kind__in=SCHOOL_STAFF)
        at_board = Role.objects.filter(municipality=self.city, kind__in=BOARD_STAFF)
        rows = (at_school | at_board).on(today()).of_staff_here()
        return list(rows.select_related("person").order_by("first", "pk"))

    @cached_property
    def _by_kind(self) -> dict[tuple[UUID | None, str], list[Role]]:
        found: dict[tuple[UUID | None, str], list[Role]] = defaultdict(list)
        for role in self._roles:
            found[role.organisation_id, role.kind].append(role)
        return found

    @cached_property
    def people(self) -> dict[UUID, Person]:
        """Everybody of these roles."""
        return {role.person_id: role.person for role in self._roles}

    @cached_property
    def _at(self) -> dict[UUID, set[UUID]]:
        found: dict[UUID, set[UUID]] = defaultdict(set)
        for role in self._roles:
            found[role.organisation_id].add(role.person_id)
        return found

    @cached_property
    def _here(self) -> set[UUID]:
        """Those who are not away today."""
        away = Leave.objects.on(today()).filter(person__in=self.people)
        return set(self.people) - set(away.values_list("person", flat=True))

    @cached_property
    def duty(self) -> Duty | None:
        """What the municipality has set for its board; None where nobody has yet."""
        return Duty.objects.filter(municipality=self.city).on(today())

    @cached_property
    def on_duty(self) -> list[UUID]:
        """Who at the board hears of it; without a setting the supervisors, else who is there."""
        board = [role for role in self._roles if role.kind in BOARD_STAFF]
        asked: list[Collection[str]] = [[RoleKind.SUPERVISOR], BOARD_STAFF]
        if self.duty:
            asked.insert(0, [self.duty.role])
        named = [self.duty.person_id] if self.duty and self.duty.person_id else []
        groups = [named, *([r.person_id for r in board if r.kind in kinds] for kinds in asked)]
        here = ([one for one in group if one in self._here] for group in groups)
        return list(dict.fromkeys(next(filter(None, here), [r.person_id for r in board])))

    @cached_property
    def _steps(self) -> dict[UUID, list[SosStep]]:
        found: dict[UUID, list[SosStep]] = defaultdict(list)
        rows = SosStep.objects.filter(sos__in=[one.pk for one in self.rows])
        for step in rows.select_related("by", "to").order_by("at", "pk"):
            found[step.sos_id].append(step)
        return found

    @cached_property
    def _kept_from(self) -> dict[UUID, set[UUID]]:
        found: dict[UUID, set[UUID]] = defaultdict(set)
        kept = KeptFrom.objects.filter(sos__in=[one.pk for one in self.rows])
        for sos, person in kept.values_list("sos", "person"):
            found[sos].add(person)
        return found

    @cached_property
    def _classes(self) -> dict[UUID | None, set[UUID]]:
        """The classes of the children today, visited ones too."""
        found: dict[UUID | None, set[UUID]] = defaultdict(set)
        wished = {one.pupil_id for one in self.rows if one.not_homeroom} - {None}
        rows = Enrolment.objects.on(today()).filter(pupil__in=wished)
        for pupil, room in rows.values_list("pupil", "classroom"):
            found[pupil].add(room)
        return found
