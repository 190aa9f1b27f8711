"""What the demo's class shares outside the school: one share in each state, and who waits."""

from datetime import date, timedelta
from uuid import UUID

from django.db.models import Count

from tsunagu.access.actor import Actor, actor_of
from tsunagu.access.agencies import add_agency_person
from tsunagu.access.enums import RoleKind
from tsunagu.cases.actions import (
    accept,
    ask_share,
    confirm_share,
    decline,
    record_consent,
    report_back,
    withdraw_consent,
    write_note,
)
from tsunagu.cases.enums import Basis, ChildAgrees, ConsentWay, Section
from tsunagu.cases.models import Share
from tsunagu.clock import freeze, school_year_of, today
from tsunagu.demo.writing.register import Book
from tsunagu.org.models import Organisation, Person
from tsunagu.school.enums import Custody
from tsunagu.school.guardian_actions import set_custody
from tsunagu.school.models import Enrolment, Pupil

SOME = (Section.ATTENDANCE, Section.CONTACTS)
PURPOSE = "家庭訪問を学校といっしょに続け、昼の居場所と生活の相談につなぐため"
REPORT = "家庭を訪ね、保護者と話しました。次は来週の午前に行く予定です。"


class _Sharing:
    """The demo's teacher, manager and agency, who share about some children."""

    def __init__(self, book: Book, home: int) -> None:
        staff = book.staff
        school = book.life.classes.classes[home].school
        self.teacher = actor_by_key(staff.homeroom[0, home])
        self.manager = actor_by_key(staff.of_school[school, RoleKind.DEPUTY_HEAD])
        self.principal = actor_by_key(staff.of_school[school, RoleKind.PRINCIPAL])
        self.lead = actor_by_key(staff.elsewhere[RoleKind.AGENCY_LEAD])
        self.agency = Organisation.objects.get(pk=book.places.agencies[0])

    def by_consent(self, pupil: Pupil, *, named: bool) -> Share:
        """A share that the family agreed to, offered today and for three months."""
        guardian = pupil.guardians.order_by("order", "pk")[0]
        set_custody(
            guardian=guardian, custody=Custody.JOINT, papers_seen_on=today(), by=self.manager
        )
        consent = record_consent(
            pupil=pupil,
            receiver=self.agency,
            guardian=guardian,
            child_agrees=ChildAgrees.YES,
            way=ConsentWay.PAPER,
            on=today(),
            purpose=PURPOSE,
            sections=SOME,
            named=named,
            by=self.teacher,
        )
        return self._ask(pupil, Basis.CONSENT, by=self.teacher, named=named, consent=consent)

    def of_the_network(self, pupil: Pupil) -> Share:
        """A share on the network's basis, laid by one manager before the other."""
        return self._ask(pupil, Basis.PROTECTION_NETWORK, by=self.principal, named=True)

    def _ask(self, pupil: Pupil, basis: Basis, *, by: Actor, named: bool, **more: object) -> Share:
        last: date = today() + timedelta(days=90)
        return ask_share(
            pupil=pupil,
            receiver=self.agency,
            basis=basis,
            purpose=PURPOSE,
            sections=SOME,
            named=named,
            first=today(),
            last=last,
            by=by,
            **more,  # type: ignore[arg-type]
        )


def actor_by_key(person: UUID) -> Actor:
    """Somebody of the demo as an actor."""
    return actor_of(Person.objects.select_related("municipality").get(pk=person))


def write_colleague(book: Book) -> None:
    """Somebody new at the agency, who waits for a second person's word."""
    add_agency_person(
        agency=Organisation.objects.get(pk=book.places.agencies[0]),
        family_name="凪野",
        given_name="ひより",
        kana="なぎの ひより",
        kind=RoleKind.AGENCY_STAFF,
        first=today(),
        last=None,
        by=actor_by_key(book.staff.elsewhere[RoleKind.ADMINISTRATOR]),
    )


def write_shares(book: Book, home: int) -> None:
    """Shares about four children of the class, or as many as it has, on whom most was done."""
    room = book.places.classes[0][home]
    begun = max(today() - timedelta(days=7), school_year_of(today()).first)
    there = Enrolment.objects.home().on(begun).on(today()).filter(classroom=room)
    told = Pupil.objects.filter(pk__in=there.values("pupil")).annotate(much=Count("tasks"))
    children = list(told.order_by("-much", "family_kana", "given_kana")[:4])
    first, second, third, fourth = (children[n % len(children)] for n in range(4))
    with freeze(begun):
        sharing = _Sharing(book, home)
        running = accept(share=sharing.by_consent(first, named=True), by=sharing.lead)
        over = accept(share=sharing.by_consent(second, named=False), by=sharing.lead)
        decline(
            share=confirm_share(share=sharing.of_the_network(third), by=sharing.manager),
            why="別の機関が担当しています",
            by=sharing.lead,
        )
    assert sharing.teacher.person
    assert sharing.lead.person
    assert over.consent
    report_back(share=running, on=today() - timedelta(days=1), text=REPORT, by=sharing.lead)
    note = "今朝、電話で声を聞けました。午後の訪問をお願いします。"
    write_note(share=running, text=note, to=[sharing.lead.person], by=sharing.teacher)
    note = "承知しました。14時ごろうかがいます。"
    write_note(share=running, text=note, to=[sharing.teacher.person], by=sharing.lead)
    withdraw_consent(consent=over.consent, on=today(), way=ConsentWay.ORAL, by=sharing.teacher)
    sharing.by_consent(third, named=False)
    sharing.of_the_network(fourth)
