"""Every address, and a child about whom something of every kind is on record.

The tests of who may open them stand in the files beside (`test_matrix_*.py`).
"""

from collections.abc import Callable, Iterator, Set
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any
from uuid import UUID, uuid4

from django.apps import apps
from django.db import models
from django.http import HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.builders import (
    make_board,
    make_city,
    make_class,
    make_person,
    make_pupil,
    make_school,
    roll,
)
from tsunagu.access.actor import Actor, actor_of
from tsunagu.access.deeds import Deed
from tsunagu.access.enums import AGENCY_ROLES, SCHOOL_STAFF, RoleKind
from tsunagu.access.fields import FieldGroup
from tsunagu.access.holdings import HELD
from tsunagu.access.models import Account, ApiKey
from tsunagu.attendance.actions import MarkInput
from tsunagu.attendance.models import Correction, Mark, Notice, OpeningBalance
from tsunagu.cases.enums import State
from tsunagu.cases.models import Consent, Note, Share, Suspicion
from tsunagu.clock import now, today
from tsunagu.intake.models import ImportRun, JournalPage, Upload
from tsunagu.org.models import Municipality, Organisation, OrganisationKind, Person
from tsunagu.oversight.models import Finding
from tsunagu.response.enums import TaskKind
from tsunagu.response.models import (
    Contact,
    Draft,
    GoodReason,
    ProtectionFlag,
    RuleFreeze,
    Sharing,
    Task,
)
from tsunagu.response.queries.overview import What
from tsunagu.rights.models import Claim, Deletion, Item
from tsunagu.school.models import Classroom, Guardian, GuardianLimit, Pupil

CHILD, SECRET, PHONE = "秘匿川", "避難先は親類の家", "090-9999-0000"
SUSPECTED = "背中にあざがあった"
LIMITED, ORDER = "090-9999-1111", "地裁の決定書"
G = FieldGroup
MARKERS: dict[FieldGroup, str] = {
    G.NAME: CHILD,
    G.PHONE: PHONE,
    G.MARK: "しるしの備考",
    G.CORRECTION: "訂正のわけ",
    G.HISTORY: "通院のことば",
    G.BALANCE: "転入前の備考",
    G.NOTICE: "届け出の備考",
    G.RESTRICTED: SECRET,
    G.TASK: "引き継いだわけ",
    G.CONTACT: "電話のひとこと",
    G.SHARING: "話し合いのことば",
    G.DRAFT: "下書きのことば",
    G.FILE_CONTENT: "ファイルの中のことば",
    G.CLAIM: "請求した人のなまえ",
    G.CLAIMED: "請求された記録のことば",
}
"""What stands in every text about the child, group by group: who may not see it never meets it."""
SECRET_WORDS: dict[Deed, tuple[tuple[str, ...], frozenset[str]]] = {
    Deed.SEE_RESTRICTED: (("避難",), frozenset({"pupil:notice-new"})),
    Deed.SET_GUARDIAN: ((LIMITED, ORDER, "保護命令"), frozenset()),
    Deed.SEE_SUSPICION: ((SUSPECTED,), frozenset()),
}
"""Words that betray what they belong to, with the pages where they stand for everybody."""
OF_THE_CLASS = {
    "pupil",
    "classroom",
    "task",
    "contact",
    "sharing",
    "notice",
    "mark",
    "claim",
    "item",
    "suspicion",
}
NEEDS_TOO = {
    ("get", "school:counted"): Deed.SEE_SCHOOL,
    ("post", "school:counted"): Deed.SEE_SCHOOL,
    ("post", "roll"): Deed.TAKE_ROLL,
    ("post", "pupil:notice-end"): Deed.SEE_RESTRICTED,
    ("post", "pupil:notice-withdraw"): Deed.SEE_RESTRICTED,
    ("post", "pupil:span-end"): Deed.SEE_PROTECTION,
    ("post", "cases:end"): Deed.END_SHARE,
    ("post", "cases:received-note"): Deed.SEE_SHARED,
}
"""Where a page asks for a second row of the table beside the one that its view names."""
READ_BY_ALL = {"rules", "policy", "gallery"}
OF_ONESELF = {
    "mfa_edit_webauthn",
    "mfa_remove_webauthn",
    "end-session",
    "cases:note-read",
    "cases:received-note-read",
    "suspicion:asked",
}
"""About something of one's own, which nobody here has: it is not there."""
NEED_NOT_BE = OF_ONESELF | {
    "mfa_deactivate_totp",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
}
MADE_ANEW = {"mfa_activate_totp", "mfa_add_webauthn"}
"""Pages with a secret made for this time; nothing of a child is on them."""


@dataclass(frozen=True)
class Address:
    """One URL pattern: its full name, its keys by name, and the row of the table it names."""

    name: str
    keys: tuple[str, ...]
    deed: Deed | None
    view: Callable[..., HttpResponse]

    def __str__(self) -> str:
        return self.name


def _walk(patterns: list[URLPattern | URLResolver], prefix: str = "") -> Iterator[Address]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            space = f"{pattern.namespace}:" if pattern.namespace else ""
            yield from _walk(pattern.url_patterns, prefix + space)
        else:
            wrap = f"{pattern}: wrap its view in @guarded(Deed.X), or in @public where all may see"
            assert hasattr(pattern.callback, "deed"), wrap
            assert pattern.name, f"{pattern} has no name"
            keys = tuple(pattern.pattern.converters)
            yield Address(prefix + pattern.name, keys, pattern.callback.deed, pattern.callback)


@cache
def everything() -> tuple[Address, ...]:
    """Every address there is."""
    return tuple(_walk(get_resolver().url_patterns))


@cache
def addresses() -> tuple[Address, ...]:
    """Every address of a screen; those of connected systems are walked in `tests/api`."""
    return tuple(one for one in everything() if not one.name.startswith("api:"))


@dataclass
class Scene:
    """A child about whom much is on record, with classes beside, above and elsewhere."""

    own: Classroom
    beside: Classroom
    other_grade: Classroom
    other_school: Classroom
    other_city: Classroom
    pupil: Pupil
    protection: Task
    nowhere = "/nothing-is-here/"
    keys: dict[str, UUID | date | str] = field(default_factory=dict)

    def key(self, address: Address, name: str) -> UUID | date | str:
        """The key of something of the child's class, by the name that the address gives it."""
        for known in (f"{address.name} {name}", name):
            if known in self.keys:
                return self.keys[known]
        found = [m for m in apps.get_models() if m.__name__.lower() == name]
        first = found[0]._default_manager.order_by("pk").first() if found else None
        assert isinstance(first, models.Model), (
            f"What is <{name}> in the address {address}? Put one of the child's on record in "
            "_on_record() of tests/web/test_every_url.py, or its key into the scene's `keys`."
        )
        return first.pk

    @property
    def of_the_school(self) -> list[Classroom]:
        """The classes of the child's school."""
        return [self.own, self.beside, self.other_grade]

    def url(self, address: Address, **others: UUID) -> str:
        """The address of what is there, or with other keys of what is not."""
        kwargs = {name: others.get(name, self.key(address, name)) for name in address.keys}
        return reverse(address.name, kwargs=kwargs)

    def missing(self, address: Address, known: Set[str]) -> dict[str, UUID]:
        """Keys of nothing, in place of every UUID but of what somebody knows of anyway."""
        keys = [name for name in address.keys if isinstance(self.key(address, name), UUID)]
        return {name: uuid4() for name in [n for n in keys if n not in known] or keys}


def make_scene() -> Scene:
    """The child's third day of absence, with something of every kind on record."""
    city = make_city()
    school = make_school(city)
    own, beside = make_class(school, pupils=1), make_class(school, name="2組", pupils=1)
    pupil = make_pupil(own, family_name=CHILD, given_name="ひめ", phone=PHONE)
    person = make_person(own)
    teacher = actor_of(person)
    absent = MarkInput(kind="absent", reason="unknown", note=MARKERS[G.MARK])
    roll(own, today(), teacher, n1=MarkInput(kind="missing"), n2=absent)
    made = [*_on_record(pupil, teacher, city), *_shared(pupil, teacher, city)]
    by_name = {type(one).__name__.lower(): one.pk for one in made}
    keys: dict[str, UUID | date | str] = {
        "mark": Mark.objects.get(kind="missing", classroom=own).pk,
        "what": What.ABSENT.value,
        "pupil": pupil.pk,
        "classroom": own.pk,
        "school": school.pk,
        "day": today(),
        "month": today().replace(day=1),
        "task": Task.objects.get(pupil=pupil, kind=TaskKind.CONTACT).pk,
        "run": ImportRun.objects.get(options__schools=[str(school.pk)]).pk,
        "pk": "1",
        "session": "1",
        "account": Account.objects.create_user(f"of-{own.pk}", person=person, password=None).pk,
        "agency": by_name["organisation"],
        "staff:agency-role-end role": by_name["role"],
        "pupil:notice-end fact": by_name["notice"],
        "pupil:span-end kind": "protection",
        "pupil:span-end fact": by_name["protectionflag"],
        **by_name,
    }
    # Where no manager is, the leads stand in and read what managers alone know.
    make_person(own, role=RoleKind.PRINCIPAL)
    _say_everywhere(city)
    other_grade = make_class(school, grade="P4", pupils=1)
    elsewhere = make_class(make_school(city), pupils=1), make_class(make_school(), pupils=1)
    return Scene(own, beside, other_grade, *elsewhere, pupil, _protection(pupil, own), keys)


def _protection(pupil: Pupil, own: Classroom) -> Task:
    """A task that managers alone know of."""
    return Task.objects.create(
        municipality=own.municipality,
        school=own.school,
        classroom=own,
        pupil=pupil,
        kind=TaskKind.PROTECTION,
        owner="manager",
        day=today(),
        due=today(),
        noticed=today(),
    )


def _on_record(pupil: Pupil, teacher: Actor, city: Municipality) -> list[models.Model]:
    """Something of every kind about the child; what is named last of a kind has the key."""
    person, said = teacher.person, MARKERS
    assert person is not None
    common = {"municipality": city, "pupil": pupil, "by": person}
    ill = {**common, "kind": "announced", "first": today(), "last": today(), "at": now()}
    father = Guardian.objects.create(
        municipality=city, pupil=pupil, name="別居の父", relation="父", phone=LIMITED, order=1
    )
    _unfinished(pupil, person, city)
    _taken_in(pupil, person, city)
    Notice.objects.create(**ill, note=said[G.NOTICE])
    OpeningBalance.objects.create(
        **common, day=date(2026, 4, 1), absent_days=2, note=said[G.BALANCE]
    )
    Correction.objects.create(**common, day=today(), why=said[G.CORRECTION], at=now())
    return [
        ProtectionFlag.objects.create(**common, first=date(2026, 4, 1)),
        Contact.objects.create(
            **common,
            at=now(),
            way="call",
            reached="nobody",
            line=said[G.CONTACT],
            next=said[G.CONTACT],
            fields={"illness": said[G.CONTACT]},
        ),
        Sharing.objects.create(
            **common, on=today(), at=now(), attendees=said[G.SHARING], draft=True
        ),
        Notice.objects.create(
            **common, kind="shelter", first=today(), note=SECRET, restricted=True, at=now()
        ),
        RuleFreeze.objects.create(**common, first=today(), last=today()),
        GoodReason.objects.create(**common, kind="doctor", first=today(), note=said[G.HISTORY]),
        ApiKey.objects.create(
            municipality=city, name="校務", digest=pupil.pk.hex * 2, first=today(), last=today()
        ),
        *_claimed(common, teacher.held[0].organisation),
        Finding.objects.create(
            municipality=city,
            person=person,
            kind="night",
            day=today(),
            first_at=now(),
            last_at=now(),
            pupils=1,
        ),
        Suspicion.objects.create(
            **common,
            school_id=teacher.held[0].organisation,
            seen=SUSPECTED,
            witness="担任",
            on=today(),
            at=now(),
        ),
        father,
        GuardianLimit.objects.create(
            municipality=city,
            guardian=father,
            kind="protection_order",
            first=today(),
            paper=ORDER,
            by=person,
            at=now(),
        ),
    ]


def _claimed(common: dict[str, Any], school: UUID) -> list[models.Model]:
    """A claim for disclosure, with one record gathered for it."""
    said = {"field": "line", "label": "ひとこと", "text": MARKERS[G.CLAIMED]}
    claim = Claim.objects.create(
        **common,
        school_id=school,
        kind="disclosure",
        asked_by=MARKERS[G.CLAIM],
        capacity="child",
        received_on=today(),
        due=today(),
        state="in_review",
        at=now(),
    )
    item = Item.objects.create(
        municipality=claim.municipality,
        claim=claim,
        holding="response.contact",
        key=uuid4(),
        lines=[{**said, "free": True, "value": None}],
    )
    deletion = Deletion.objects.create(
        municipality=claim.municipality,
        on=today(),
        counts=[],
        total=0,
        by=claim.by,
        at=now(),
    )
    return [claim, item, deletion]


def _say_everywhere(city: Municipality) -> None:
    """The marker of its group into every text of the city's that says nothing yet."""
    for label, groups in HELD.items():
        model = apps.get_model(label)
        texts = {f.name for f in model._meta.concrete_fields if isinstance(f, models.TextField)}
        for group in groups.keys() & MARKERS.keys():
            for name in texts & set(groups[group].split()):
                silent = model._default_manager.filter(municipality=city, **{name: ""})
                silent.update(**{name: MARKERS[group]})


def _unfinished(pupil: Pupil, person: Person, city: Municipality) -> None:
    """A draft and an upload of the class's teacher, which nobody else ever sees."""
    common = {"municipality": city, "at": now()}
    Draft.objects.create(
        **common,
        person=person,
        pupil=pupil,
        form="contact",
        about=pupil.pk,
        typed={"line": MARKERS[G.DRAFT]},
    )
    Upload.objects.create(
        **common,
        by=person,
        kind="attendance",
        file_name=f"{CHILD}.csv",
        state="faulty",
        faults=[{"where": "1", "text": MARKERS[G.FILE_CONTENT]}],
        message=MARKERS[G.FILE_CONTENT],
    )


def _shared(pupil: Pupil, teacher: Actor, city: Municipality) -> list[models.Model]:
    """A share by initials in force at an agency, with a note on it."""
    agency = _agency(city)
    role = make_person(agency, role=RoleKind.AGENCY_STAFF).roles.get()
    common = {"municipality": city, "pupil": pupil, "receiver": agency, "purpose": CHILD}
    consent = Consent.objects.create(
        **common, by=teacher.person, on=today(), at=now(), sections=["attendance"]
    )
    share = Share.objects.create(
        **common,
        school=pupil.enrolments.get().classroom.school,
        basis="consent",
        consent=consent,
        sections=["attendance"],
        first=today(),
        last=today(),
        state=State.ACCEPTED,
        asked_by=teacher.person,
        asked_at=now(),
    )
    note = Note.objects.create(
        municipality=city, share=share, text=CHILD, by=teacher.person, at=now()
    )
    return [agency, role, consent, share, note]


def _agency(city: Municipality) -> Organisation:
    """The city's one agency."""
    kind = OrganisationKind.SUPPORT_CENTRE
    return Organisation.objects.get_or_create(municipality=city, kind=kind, name="もくれん教室")[0]


def _taken_in(pupil: Pupil, person: Person, city: Municipality) -> None:
    """A file that was taken in for the child's school, with what stood before."""
    home = pupil.enrolments.get()
    run = ImportRun.objects.create(
        municipality=city,
        number=1,
        kind="attendance",
        state="active",
        file_name="5月.csv",
        digest="0" * 64,
        at=now(),
        by=person,
        by_label="学級の先生",
        options={"schools": [str(home.classroom.school_id)]},
    )
    before = {str(pupil.pk): {"note": MARKERS[G.FILE_CONTENT]}}
    JournalPage.objects.create(
        municipality=city, run=run, number=1, model="attendance.Mark", before=before
    )


def person_of(kind: RoleKind, classroom: Classroom, **days: date) -> Person:
    """Someone in a role in a class, at its school, at its city's agency, or at the board."""
    if kind in SCHOOL_STAFF:
        return make_person(classroom, role=kind, **days)
    city = classroom.municipality
    place = _agency(city) if kind in AGENCY_ROLES else make_board(city)
    return make_person(place, role=kind, **days)


def test_every_view_names_its_row_of_the_table() -> None:
    assert addresses()
    public = {address.name for address in everything() if address.deed is None}
    assert public == {
        "account_login",
        "account_logout",
        "account_inactive",
        "mfa_login_webauthn",
        "openid_connect_login",
        "openid_connect_callback",
        "api:api-root",
        "api:openapi-json",
        "api:nothing",
    }
