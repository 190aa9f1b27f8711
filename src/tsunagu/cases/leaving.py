"""What of cases, sheets and shares somebody has who leaves, and whose it is from the next day."""

from collections.abc import Iterator
from functools import cached_property
from uuid import UUID

from tsunagu.access.models import Role
from tsunagu.access.policy import Deed
from tsunagu.cases.conference_enums import ConferenceState
from tsunagu.cases.enums import OVER, State
from tsunagu.cases.handover_enums import IN_HAND
from tsunagu.cases.models import (
    Case,
    Conference,
    Consultation,
    DivisionRequest,
    Handover,
    Member,
    Share,
)
from tsunagu.clock import in_words, today
from tsunagu.forms.enums import SheetState
from tsunagu.forms.models import Sheet
from tsunagu.org.models import Person
from tsunagu.response.enums import Owner
from tsunagu.response.possessions import Possessions, Thing, answers
from tsunagu.school.models import Classroom, Pupil

GOING = (State.WAITING, State.OFFERED, State.ACCEPTED)


def things(had: Possessions) -> Iterator[Thing]:
    """What people have of cases at the school; what stays with its holder is left out."""
    leaving = _Leaving(had)
    for one in leaving.all():
        if one.giver in had.givers or one.giver not in leaving.staff:
            yield one


class _Leaving:
    """The rules of who owes something once its holder is gone, and what there is."""

    def __init__(self, had: Possessions) -> None:
        self.had, self.actor, self.school = had, had.actor, had.school

    def all(self) -> Iterator[Thing]:
        """Kind by kind, as `Today` asks for them."""
        yield from self._cases()
        yield from self._conferences()
        yield from self._handovers()
        yield from self._sheets()
        yield from self._asked()

    @cached_property
    def staff(self) -> dict[UUID, Person]:
        """Who works at the school on the next day."""
        roles = Role.objects.on(self.had.day).of_staff_here().filter(organisation=self.school)
        return {role.person_id: role.person for role in roles.select_related("person")}

    @cached_property
    def _stand_ins(self) -> dict[tuple[UUID, UUID | None], UUID | None]:
        """Who stands in for a member of a team, by case and member."""
        rows = Member.objects.on(self.had.day).filter(case__school=self.school)
        return {(row.case_id, row.person_id): row.stand_in_id for row in rows}

    @cached_property
    def _lead(self) -> Person | None:
        return self._of_the_school(Owner.ATTENDANCE_LEAD)

    @cached_property
    def _manager(self) -> Person | None:
        return self._of_the_school(Owner.MANAGER)

    def _of_the_school(self, owner: Owner) -> Person | None:
        """Who answers for the whole school, and so for any class of it."""
        room = Classroom.objects.filter(school=self.school).order_by("-school_year").first()
        return answers(self.had.after, owner, room) if room else None

    def _of_case(self, case: Case, holder: UUID | None) -> Person | None:
        """Who has something of a case: its holder, who stands in for them, else the lead."""
        stand_in = self._stand_ins.get((case.pk, holder))
        found = (self.staff.get(key) for key in (holder, stand_in) if key)
        return next(filter(None, found), self._lead)

    def _homeroom(self, pupil: Pupil | None) -> Person | None:
        room = self.had.rooms.get(pupil.pk) if pupil else None
        if room is None or room.school_id != self.school.pk:
            return self._lead
        return answers(self.had.after, Owner.HOMEROOM, room)

    def _cases(self) -> Iterator[Thing]:
        rows = Case.objects.visible_to(self.actor, Deed.WRITE_CASE).open()
        rows = rows.filter(school=self.school).exclude(coordinator=None)
        for case in rows.select_related("pupil", "version").order_by("due", "pk"):
            kind = case.definition.label
            yield Thing(
                what=f"ケース（{kind}）のコーディネーター　期限 {in_words(case.due)}",
                giver=case.coordinator_id,
                rule=self._of_case(case, case.coordinator_id),
                pupil=case.pupil,
                about="case",
                key=case.pk,
            )

    def _conferences(self) -> Iterator[Thing]:
        seen = Case.objects.visible_to(self.actor, Deed.WRITE_CASE).filter(school=self.school)
        rows = Conference.objects.filter(case__in=seen, state=ConferenceState.PLANNED)
        for one in rows.select_related("case__pupil").order_by("day", "pk"):
            yield Thing(
                what=f"ケース会議の準備と記録　{in_words(one.day)}",
                giver=one.called_by_id,
                rule=self._of_case(one.case, one.case.coordinator_id),
                pupil=one.case.pupil,
                about="meetings",
                key=one.case_id,
            )

    def _handovers(self) -> Iterator[Thing]:
        rows = Handover.objects.visible_to(self.actor, Deed.WRITE_HANDOVER)
        rows = rows.filter(school=self.school, state__in=IN_HAND).select_related("pupil")
        for one in rows.order_by("due", "pk"):
            yield Thing(
                what=f"用意している引き継ぎ　期限 {in_words(one.due)}",
                giver=one.prepared_by_id,
                rule=self.staff.get(one.prepared_by_id, self._lead),
                pupil=one.pupil,
                about="handover",
                key=one.pk,
            )

    def _sheets(self) -> Iterator[Thing]:
        rows = Sheet.objects.visible_to(self.actor, Deed.WRITE_SHEET)
        rows = rows.filter(school=self.school, state=SheetState.DRAFT).exclude(pupil=None)
        for one in rows.select_related("pupil", "version").order_by("begun_at", "pk"):
            yield Thing(
                what=f"書きかけの{one.definition.title}",
                giver=one.begun_by_id,
                rule=self._homeroom(one.pupil),
                pupil=one.pupil,
                about="sheet",
                key=one.pk,
            )

    def _asked(self) -> Iterator[Thing]:
        """What was asked outside the school goes up to the managers, once its day is past.

        A share goes on without who asked for it; its notes and answers come to them.
        """
        consulted = Consultation.objects.visible_to(self.actor, Deed.ASK_CONSULTATION)
        consulted = consulted.filter(school=self.school).exclude(state__in=OVER)
        for one in consulted.select_related("sheet__pupil").order_by("due", "pk"):
            what = f"教育委員会への相談　期限 {in_words(one.due)}"
            yield self._managers(what, one, one.sheet.pupil, "consultation", one.sheet_id)
        requests = DivisionRequest.objects.visible_to(self.actor, Deed.WRITE_CASE).open()
        requests = requests.filter(case__school=self.school).select_related("case__pupil")
        for request in requests.order_by("due", "pk"):
            what = f"教育委員会への依頼　期限 {in_words(request.due)}"
            yield self._managers(what, request, request.case.pupil, "requests", request.case_id)
        shares = Share.objects.visible_to(self.actor, Deed.ASK_SHARE).live(today())
        shares = shares.filter(school=self.school, state__in=GOING)
        for share in shares.select_related("pupil", "receiver").order_by("last", "pk"):
            what = f"{share.receiver.name}との共有　{in_words(share.last)}まで"
            yield self._managers(what, share, share.pupil, "share", share.pk)

    def _managers(
        self,
        what: str,
        asked: Consultation | DivisionRequest | Share,
        pupil: Pupil | None,
        about: str,
        key: UUID,
    ) -> Thing:
        """What the managers have once who asked for it is gone."""
        giver, rule = asked.asked_by_id, self._manager
        return Thing(what=what, giver=giver, rule=rule, pupil=pupil, about=about, key=key)
