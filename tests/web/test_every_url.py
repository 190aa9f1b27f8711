"""Every address for every role: open where the policy table says so, else as if it were not there.

What may not be seen answers exactly like what does not exist, by GET and by POST, and no page
shows a child's name, a restricted notice or a protection task to those who may not know.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from io import BytesIO
from uuid import UUID, uuid4

import pytest
from django.apps import apps
from django.db import models, transaction
from django.http import HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from pypdf import PdfReader

from tests.builders import (
    make_board,
    make_city,
    make_class,
    make_person,
    make_pupil,
    make_school,
    roll,
)
from tests.conftest import StrictClient
from tests.signed_in import sign_in
from tsunagu.access.actor import Actor, actor_of
from tsunagu.access.enums import MANAGERS, SCHOOL_STAFF, DataClass, RoleKind
from tsunagu.access.models import Account, ApiKey
from tsunagu.access.policy import Deed, may, may_somewhere, needed
from tsunagu.attendance.actions import MarkInput
from tsunagu.attendance.models import Mark, Notice
from tsunagu.clock import now, today
from tsunagu.org.models import Municipality, Person
from tsunagu.response.enums import TaskKind
from tsunagu.response.models import Contact, GoodReason, ProtectionFlag, RuleFreeze, Sharing, Task
from tsunagu.response.queries.overview import What
from tsunagu.school.models import Classroom, Guardian, GuardianLimit, Pupil

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
CHILD, SECRET, PHONE = "秘匿川", "避難先は親類の家", "090-9999-0000"
LIMITED, ORDER = "090-9999-1111", "地裁の決定書"
OF_THE_CLASS = {"pupil", "classroom", "task", "contact", "sharing", "notice", "mark"}
KNOW_THE_NAME = (Deed.SEE_PUPIL, Deed.SEE_ROLL, Deed.SEE_WHO_LOOKED, Deed.RECORD_CONTACT)
NEEDS_TOO = {
    ("get", "school:counted"): Deed.SEE_SCHOOL,
    ("post", "school:counted"): Deed.SEE_SCHOOL,
    ("post", "roll"): Deed.TAKE_ROLL,
    ("post", "pupil:notice-end"): Deed.SEE_RESTRICTED,
    ("post", "pupil:notice-withdraw"): Deed.SEE_RESTRICTED,
    ("post", "pupil:span-end"): Deed.SEE_PROTECTION,
}
"""Where a page asks for a second row of the table beside the one that its view names."""
TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]*"')
READ_BY_ALL = {"rules", "policy", "gallery"}
OF_ONESELF = {"mfa_edit_webauthn", "mfa_remove_webauthn", "end-session"}
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
            assert hasattr(pattern.callback, "deed"), f"{pattern} names no row of the table"
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
    other_school: Classroom
    other_city: Classroom
    pupil: Pupil
    protection: Task
    keys: dict[str, UUID | date | str] = field(default_factory=dict)

    def key(self, address: Address, name: str) -> UUID | date | str:
        """The key of something of the child's class, by the name that the address gives it."""
        for known in (f"{address.name} {name}", name):
            if known in self.keys:
                return self.keys[known]
        found = [m for m in apps.get_models() if m.__name__.lower() == name]
        assert found, f"test_every_url does not know what <{name}> in the address {address} is"
        first = found[0]._default_manager.order_by("pk").first()
        assert isinstance(first, models.Model), f"test_every_url's scene has no {name}"
        return first.pk

    def url(self, address: Address, **others: UUID) -> str:
        """The address of what is there, or with other keys of what is not."""
        kwargs = {name: others.get(name, self.key(address, name)) for name in address.keys}
        return reverse(address.name, kwargs=kwargs)

    def missing(self, address: Address) -> dict[str, UUID]:
        """Keys of nothing, in place of every key that is a UUID."""
        return {n: uuid4() for n in address.keys if isinstance(self.key(address, n), UUID)}

    def as_asked(self, content: bytes, address: Address, missing: dict[str, UUID]) -> bytes:
        """A page about nothing, as it would read had one asked for what is there."""
        for name, key in missing.items():
            content = content.replace(str(key).encode(), str(self.key(address, name)).encode())
        return content


@pytest.fixture
def scene() -> Scene:
    """The child's third day of absence."""
    city = make_city()
    school = make_school(city)
    own, beside = make_class(school, pupils=1), make_class(school, name="2組", grade="P4", pupils=1)
    pupil = make_pupil(own, family_name=CHILD, given_name="ひめ", phone=PHONE)
    person = make_person(own)
    teacher = actor_of(person)
    absent, missing = MarkInput(kind="absent", reason="unknown"), MarkInput(kind="missing")
    roll(own, today(), teacher, n1=missing, n2=absent)
    made = _on_record(pupil, teacher, city)
    by_name = {type(one).__name__.lower(): one.pk for one in made}
    task = Task.objects.get(pupil=pupil, kind=TaskKind.CONTACT)
    keys: dict[str, UUID | date | str] = {
        "mark": Mark.objects.get(kind="missing").pk,
        "what": What.ABSENT.value,
        "pupil": pupil.pk,
        "classroom": own.pk,
        "school": school.pk,
        "day": today(),
        "month": today().replace(day=1),
        "task": task.pk,
        "pk": "1",
        "session": "1",
        "account": Account.objects.create_user("of-the-class", person=person, password=None).pk,
        "pupil:notice-end fact": by_name["notice"],
        "pupil:span-end kind": "protection",
        "pupil:span-end fact": by_name["protectionflag"],
        **by_name,
    }
    protection = Task.objects.create(
        municipality=city,
        school=school,
        classroom=own,
        pupil=pupil,
        kind=TaskKind.PROTECTION,
        owner="manager",
        day=today(),
        due=today(),
        noticed=today(),
    )
    elsewhere = make_class(make_school(city), pupils=1), make_class(make_school(), pupils=1)
    return Scene(own, beside, *elsewhere, pupil, protection, keys)


def _on_record(pupil: Pupil, teacher: Actor, city: Municipality) -> list[models.Model]:
    """A protection flag, a contact, a sharing, a restricted notice, a guardian under a limit."""
    person = teacher.person
    common = {"municipality": city, "pupil": pupil, "by": person}
    father = Guardian.objects.create(
        municipality=city, pupil=pupil, name="別居の父", relation="父", phone=LIMITED, order=1
    )
    return [
        ProtectionFlag.objects.create(**common, first=date(2026, 4, 1)),
        Contact.objects.create(
            **common, at=now(), way="call", reached="nobody", line="つながらなかった"
        ),
        Sharing.objects.create(**common, on=today(), at=now()),
        Notice.objects.create(
            **common, kind="shelter", first=today(), note=SECRET, restricted=True, at=now()
        ),
        RuleFreeze.objects.create(**common, first=today(), last=today()),
        GoodReason.objects.create(**common, kind="doctor", first=today()),
        ApiKey.objects.create(
            municipality=city, name="校務", digest="d" * 64, first=today(), last=today()
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


def browser_of(person: Person) -> StrictClient:
    """A browser signed in as someone."""
    account = Account.objects.create_user(str(person.pk), person=person, password="long enough")
    return sign_in(StrictClient(), account)


def person_of(kind: RoleKind, classroom: Classroom) -> Person:
    """Someone in a role in a class, at its school, or at the board above it."""
    board = kind not in SCHOOL_STAFF
    return make_person(make_board(classroom.municipality) if board else classroom, role=kind)


def answer(browser: StrictClient, method: str, url: str) -> tuple[int, bytes]:
    """Status and page, without what differs each time; what the request wrote is taken back."""
    point = transaction.savepoint()
    response = getattr(browser, method)(url)
    content = TOKEN.sub(b"", b"".join(response) if response.streaming else response.content)
    if content.startswith(b"%PDF"):
        content = "".join(p.extract_text() for p in PdfReader(BytesIO(content)).pages).encode()
    content += response.get("Location", "").encode()
    transaction.savepoint_rollback(point)
    browser.cookies.pop("messages", None)
    return response.status_code, content


def allows(actor: Actor, address: Address, scene: Scene, method: str = "get") -> bool:
    """Does the table let the actor do what the address names, to what it is about?"""
    assert address.deed is not None
    of_the_class, keys = bool(set(address.keys) & OF_THE_CLASS), address.keys
    # Whoever reaches a grade or a class sees the school as far as that.
    classes = [scene.own] if of_the_class or not keys else [scene.own, scene.beside]
    if address.name in OF_ONESELF:
        return False
    deeds = {address.deed, NEEDS_TOO.get((method, address.name), address.deed)}
    if of_the_class or "school" in keys:
        return all(any(may(actor, deed, one.scope) for one in classes) for deed in deeds)
    mine = not keys or actor.municipality == scene.own.municipality
    return mine and all(may_somewhere(actor, deed) for deed in deeds)


def check(person: Person, scene: Scene) -> None:
    """Every address, by GET and POST, against the table."""
    actor, browser = actor_of(person), browser_of(person)
    knows = any(may(actor, deed, scene.own.scope) for deed in KNOW_THE_NAME)
    for address in addresses():
        if address.deed is None:
            continue
        for method in ("get", "post"):
            status, content = answer(browser, method, scene.url(address))
            told = f"{method} {address} as {sorted(actor.kinds)}: {status}"
            if allows(actor, address, scene, method):
                assert status != 404 or address.name in NEED_NOT_BE, told
                assert status < 500, told
            else:
                nothing = scene.missing(address)
                other = answer(browser, method, scene.url(address, **nothing))
                assert status in {302, 404, 405}, told
                as_asked = scene.as_asked(other[1], address, nothing)
                assert (status, content) == (other[0], as_asked), told
            _leaks_nothing(content.decode(errors="replace"), actor, address, scene, knows)


def _leaks_nothing(content: str, actor: Actor, address: Address, scene: Scene, knows: bool) -> None:
    """Nothing on the page that the actor may not know."""
    told = f"{address} as {sorted(actor.kinds)}"
    sees_guardian = may(actor, Deed.SEE_GUARDIAN, scene.own.scope)
    assert knows or sees_guardian or CHILD not in content, told
    assert sees_guardian or PHONE not in content, told
    if not may(actor, Deed.SEE_RESTRICTED, scene.own.scope):
        assert SECRET not in content, told
        assert "避難" not in content or address.name in READ_BY_ALL | {"pupil:notice-new"}, told
    if not may(actor, Deed.SET_GUARDIAN, scene.own.scope):
        assert not any(one in content for one in (LIMITED, ORDER)), told
        assert "保護命令" not in content or address.name in READ_BY_ALL, told
    if not may(actor, Deed.SEE_PROTECTION, scene.own.scope):
        assert str(scene.protection.pk) not in content, told


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


@pytest.mark.parametrize("kind", RoleKind)
def test_a_role_at_the_childs_own_place(kind: RoleKind, scene: Scene) -> None:
    check(person_of(kind, scene.own), scene)


@pytest.mark.parametrize("kind", [RoleKind.HOMEROOM, RoleKind.GRADE_LEAD])
def test_a_role_in_the_class_beside(kind: RoleKind, scene: Scene) -> None:
    check(person_of(kind, scene.beside), scene)


@pytest.mark.parametrize("kind", [RoleKind.HOMEROOM, RoleKind.OFFICE, RoleKind.PRINCIPAL])
def test_a_role_at_another_school(kind: RoleKind, scene: Scene) -> None:
    check(person_of(kind, scene.other_school), scene)


@pytest.mark.parametrize("kind", [RoleKind.PRINCIPAL, RoleKind.BOARD_HEAD])
def test_a_role_in_another_municipality(kind: RoleKind, scene: Scene) -> None:
    check(person_of(kind, scene.other_city), scene)


def test_a_role_that_has_ended(scene: Scene) -> None:
    last = date(2026, 5, 19)
    check(make_person(scene.own, role=RoleKind.PRINCIPAL, last=last), scene)


@pytest.mark.parametrize("kind", RoleKind)
def test_a_password_alone_opens_nothing_above_class_iii(kind: RoleKind, scene: Scene) -> None:
    person = person_of(kind, scene.own)
    actor = actor_of(person)
    browser = sign_in(StrictClient(), person, proved=False)
    for address in (a for a in addresses() if a.deed is not None):
        asked = needed(actor, address.deed) < DataClass.III and may_somewhere(actor, address.deed)
        for method in ("get", "post"):
            status, content = answer(browser, method, scene.url(address))
            led = status == 302 and b"/accounts/prove/" in content
            assert led == asked or address.deed == Deed.KEEP_ACCOUNT, address
            assert PHONE not in content.decode(errors="replace") or kind == RoleKind.OFFICE
            assert SECRET not in content.decode(errors="replace"), address


def test_who_is_not_signed_in_is_sent_to_the_door(scene: Scene) -> None:
    browser = StrictClient()
    for address in addresses():
        if address.deed is not None:
            url = scene.url(address)
            for method in ("get", "post"):
                response = getattr(browser, method)(url)
                assert response.status_code == 302, address
                assert response["Location"].startswith(reverse("account_login")), address


@pytest.mark.parametrize("kind", sorted(set(RoleKind) - MANAGERS))
def test_a_protection_task_changes_no_page_of_others(kind: RoleKind, scene: Scene) -> None:
    person = person_of(kind, scene.own)
    actor, browser = actor_of(person), browser_of(person)
    known = [a for a in addresses() if a.deed is not None and a.name not in MADE_ANEW]
    seen = [a for a in known if allows(actor, a, scene)]
    before = {a: answer(browser, "get", scene.url(a)) for a in seen}
    scene.protection.delete()
    ProtectionFlag.objects.all().delete()
    for address, page in before.items():
        assert answer(browser, "get", scene.url(address)) == page, address


@pytest.mark.parametrize("kind", sorted(set(RoleKind) - MANAGERS))
def test_the_key_of_a_protection_task_answers_like_no_task(kind: RoleKind, scene: Scene) -> None:
    browser = browser_of(person_of(kind, scene.own))
    for address in (a for a in addresses() if "task" in a.keys):
        for method in ("get", "post"):
            nothing = uuid4()
            real = answer(browser, method, scene.url(address, task=scene.protection.pk))
            other = answer(browser, method, scene.url(address, task=nothing))
            key = str(scene.protection.pk).encode()
            assert real == (other[0], other[1].replace(str(nothing).encode(), key)), address
