"""A child with much on record, its school, and two agencies; shares in any state."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from tests.builders import enrol, make_city, make_class, make_person, make_pupil, make_school
from tsunagu.access.actor import Actor, actor_of
from tsunagu.access.enums import RoleKind
from tsunagu.attendance.models import Notice
from tsunagu.cases.actions import (
    accept,
    ask_share,
    confirm_share,
    end,
    give_back,
    record_consent,
    withdraw_consent,
)
from tsunagu.cases.enums import Basis, ChildAgrees, ConsentWay, Section, Standing
from tsunagu.cases.models import Consent, Share
from tsunagu.clock import freeze, now, today
from tsunagu.org.models import Municipality, Organisation, OrganisationKind
from tsunagu.response.models import Contact, Sharing
from tsunagu.school.models import Classroom, Enrolment, Guardian, Pupil, Sibling

FAMILY, GIVEN, KANA = "秘匿川", "みなと", ("ひとくがわ", "みなと")
PHONE, SECRET, HEARD = "090-9999-0000", "避難先は親類の家", "朝は起きられないとのこと"
PURPOSE = f"{FAMILY}さんの家庭訪問をいっしょに続ける"
SECRETS = (FAMILY, GIVEN, *KANA, PHONE, SECRET)


def make_agency(city: Municipality, name: str = "はまなす相談室") -> Organisation:
    """A partner agency."""
    return Organisation.objects.create(
        municipality=city, kind=OrganisationKind.CHILD_FAMILY_CENTRE, name=name
    )


def move_on(pupil: Pupil, to: Classroom | None = None) -> None:
    """Today the child leaves its class, for one of another school or for none."""
    Enrolment.objects.filter(pupil=pupil, end__isnull=True).update(end=today())
    if to:
        enrol(pupil, to, begin=today())


def make_siblings(pupil: Pupil) -> tuple[str, str]:
    """A brother and a sister at another school, linked from either end; their given names."""
    room = make_class(make_school(pupil.municipality), pupils=0)
    at_other_ends = (UUID(int=1), UUID(int=2**128 - 1))
    names = ("健太", "あかね")
    for number, (key, given) in enumerate(zip(at_other_ends, names, strict=True), start=1):
        there = Pupil.objects.create(
            pk=key,
            municipality=pupil.municipality,
            family_name=pupil.family_name,
            given_name=given,
            family_kana="ひとくがわ",
            given_kana="かな",
        )
        enrol(there, room, number=number)
        first, second = sorted((pupil, there), key=lambda one: one.pk)
        Sibling.objects.create(
            municipality=pupil.municipality,
            pupil=first,
            other=second,
            by=make_person(room),
            at=now(),
        )
    return names


@dataclass
class Scene:
    """Who plays: the child, its teacher and manager, an agency's lead."""

    classroom: Classroom
    pupil: Pupil
    guardian: Guardian
    teacher: Actor
    manager: Actor
    agency: Organisation
    lead: Actor

    def consent(self, *sections: Section, **changes: object) -> Consent:
        """The guardian's consent to sections and the name, all sections without any; changed."""
        values = {
            "pupil": self.pupil,
            "receiver": self.agency,
            "guardian": self.guardian,
            "child_agrees": ChildAgrees.YES,
            "way": ConsentWay.PAPER,
            "on": today(),
            "purpose": PURPOSE,
            "sections": sections or list(Section),
            "named": True,
            "by": self.teacher,
            **changes,
        }
        return record_consent(**values)  # type: ignore[arg-type]

    def asked(self, by: Actor | None = None, **changes: object) -> Share:
        """A share on another basis than consent with changes, which waits for a manager."""
        values = {
            "pupil": self.pupil,
            "receiver": self.agency,
            "basis": Basis.OWN_TASK,
            "law": "生活困窮者自立支援法",
            "purpose": "見守り",
            "sections": [Section.ATTENDANCE],
            "named": True,
            "first": today(),
            "last": today() + timedelta(days=10),
            "by": by or self.teacher,
            **changes,
        }
        return ask_share(**values)  # type: ignore[arg-type]

    def offered(
        self,
        *sections: Section,
        named: bool = False,
        last: date | None = None,
        basis: Basis = Basis.CONSENT,
        receiver: Organisation | None = None,
    ) -> Share:
        """A share that the agency has yet to answer."""
        chosen = sections or [one for one in Section if named or one != Section.PHONE]
        consent = basis == Basis.CONSENT
        share = ask_share(
            pupil=self.pupil,
            receiver=receiver or self.agency,
            basis=basis,
            law="" if consent else "児童福祉法第25条の2",
            consent=self.consent(*chosen, receiver=receiver or self.agency) if consent else None,
            purpose=PURPOSE,
            sections=list(chosen),
            named=named,
            first=today(),
            last=last or today() + timedelta(days=30),
            by=self.teacher,
        )
        return share if consent else confirm_share(share=share, by=self.manager)

    def of_the_network(self) -> tuple[Share, Actor]:
        """A share of all by initials in force on the network's basis, and who confirmed it."""
        deputy = make_person(self.classroom, role=RoleKind.DEPUTY_HEAD, family_name="次席")
        sections = [one for one in Section if one != Section.PHONE]
        share = self.asked(
            self.manager, basis=Basis.PROTECTION_NETWORK, law="", sections=sections, named=False
        )
        second = actor_of(deputy)
        confirm_share(share=share, by=second)
        return accept(share=share, by=self.lead), second

    def taken(self, *sections: Section, named: bool = False, last: date | None = None) -> Share:
        """A share by consent in force today."""
        return accept(share=self.offered(*sections, named=named, last=last), by=self.lead)


def make_scene() -> Scene:
    """The child with a contact, a talk, a notice, a restricted notice and a number."""
    city = make_city()
    classroom = make_class(make_school(city), pupils=1)
    pupil = make_pupil(classroom, family_name=FAMILY, given_name=GIVEN, phone=PHONE)
    pupil.family_kana, pupil.given_kana = KANA
    pupil.save()
    teacher = actor_of(make_person(classroom, family_name="東"))
    agency = make_agency(city)
    common = {"municipality": city, "pupil": pupil, "by": teacher.person}
    Contact.objects.create(
        **common, at=now(), way="call", reached="guardian", line=f"{GIVEN}さんは{HEARD}"
    )
    Sharing.objects.create(
        **common,
        on=today(),
        at=now(),
        draft=False,
        agenda={"agenda-contacts": f"{FAMILY}さんのようす"},
    )
    Notice.objects.create(
        **common, kind="shelter", first=today(), note=SECRET, restricted=True, at=now()
    )
    Notice.objects.create(**common, kind="hospital", first=today(), note="検査の入院", at=now())
    return Scene(
        classroom,
        pupil,
        Guardian.objects.get(pupil=pupil),
        teacher,
        actor_of(make_person(classroom, role=RoleKind.PRINCIPAL, family_name="園")),
        agency,
        actor_of(make_person(agency, role=RoleKind.AGENCY_LEAD, family_name="浜")),
    )


End = Callable[[Scene, Share], AbstractContextManager[None]]


def the_day_after(scene: Scene, share: Share) -> AbstractContextManager[None]:
    """The day after the last has come."""
    return freeze(share.last + timedelta(days=1))


def withdrawn(scene: Scene, share: Share) -> AbstractContextManager[None]:
    """The guardian has withdrawn the consent."""
    assert share.consent is not None
    withdraw_consent(consent=share.consent, on=today(), way=ConsentWay.ORAL, by=scene.teacher)
    return nullcontext()


def ended_here(scene: Scene, share: Share) -> AbstractContextManager[None]:
    """Who asked for it has ended it."""
    end(share=share, why="転校", by=scene.teacher)
    return nullcontext()


def moved_away(scene: Scene, share: Share) -> AbstractContextManager[None]:
    """The child has left the city."""
    move_on(scene.pupil)
    return nullcontext()


def moved_beside(scene: Scene, share: Share) -> AbstractContextManager[None]:
    """The child goes to another school of the city."""
    move_on(scene.pupil, make_class(make_school(scene.agency.municipality, name="うみべ小学校")))
    return nullcontext()


def given_back(scene: Scene, share: Share) -> AbstractContextManager[None]:
    """The agency has given it back."""
    give_back(share=share, why="支援が終わった", by=scene.lead)
    return nullcontext()


ENDS: dict[End, Standing] = {
    the_day_after: Standing.OVER,
    withdrawn: Standing.WITHDRAWN,
    ended_here: Standing.ENDED,
    given_back: Standing.ENDED,
    moved_away: Standing.LEFT,
    moved_beside: Standing.LEFT,
}
"""Each way in which a share ends, and where it then stands."""
