"""What the matrix asks of every address: open where the policy table says so, else not there.

One combination is one address asked by GET or by POST by one role at one place. Who may not is
answered as if there were nothing: the same status, headers and bytes, after the same queries.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any
from uuid import UUID
from zipfile import ZipFile

from django.db import connection, transaction
from pypdf import PdfReader

from tests.conftest import StrictClient
from tests.counted import count
from tests.signed_in import sign_in
from tests.web.addresses import (
    NEED_NOT_BE,
    NEEDS_TOO,
    OF_A_CASE,
    OF_ONESELF,
    OF_THE_CLASS,
    OF_THE_PACKS,
    READ_BY_ALL,
    Address,
    addresses,
)
from tests.web.markers import FORMER, MARKERS, SAME_WORDS, SECRET_WORDS
from tests.web.questions import KNOWN_SEARCHES, Question, questions
from tests.web.scene import Scene
from tsunagu.access.actor import Actor, actor_of
from tsunagu.access.deeds import Deed
from tsunagu.access.enums import RoleKind
from tsunagu.access.fields import ABOUT, ONLY_WRITES, FieldGroup
from tsunagu.access.models import Account
from tsunagu.access.policy import may, may_somewhere, rows_for
from tsunagu.access.table.row import Reach
from tsunagu.org.models import Person

TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]*"|"X-CSRFToken": "[^"]*"')
METHODS = ("get", "post")
GUARDED = [one for one in addresses() if one.deed]
"""Every address but those that are everybody's."""


@dataclass(frozen=True)
class Answer:
    """What came back without what differs each time, and the queries that were run for it."""

    status: int
    content: bytes
    headers: tuple[tuple[str, str], ...] = ()
    queries: tuple[str, ...] = field(default=(), compare=False)

    @property
    def text(self) -> str:
        """Everything that can be read from it: page, file's text, headers, file names."""
        return self.content.decode(errors="replace") + " ".join(v for _, v in self.headers)

    def about(self, keys: dict[str, str]) -> "Answer":
        """The same answer had it been asked for other keys."""
        content = self.content
        for old, new in keys.items():
            content = content.replace(old.encode(), new.encode())
        return Answer(self.status, content, _swapped(self.headers, keys), self.queries)


def _swapped(
    headers: tuple[tuple[str, str], ...], keys: dict[str, str]
) -> tuple[tuple[str, str], ...]:
    text = json.dumps(headers)
    for old, new in keys.items():
        text = text.replace(old, new)
    return tuple((name, value) for name, value in json.loads(text))


@contextmanager
def _queries() -> Iterator[list[str]]:
    """The statements run meanwhile, their parameters left out."""
    run: list[str] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        run.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield run


def browser_of(person: Person) -> StrictClient:
    """A browser signed in as someone, by password and second proof."""
    known = Account.objects.filter(person=person).first()
    made = known or Account.objects.create_user(str(person.pk), person=person, password="long one")
    return sign_in(StrictClient(), made)


def answer(browser: StrictClient, method: str, url: str, data: object = None) -> Answer:
    """The answer to a request; what the request wrote is taken back.

    Something sent in is followed to where it leads: the words of a search are kept for that page.
    """
    point = transaction.savepoint()
    with _queries() as run:
        response = getattr(browser, method)(url, data, follow=bool(data))
        content = b"".join(response) if response.streaming else response.content
    transaction.savepoint_rollback(point)
    browser.cookies.pop("messages", None)
    headers = tuple(sorted((n, v) for n, v in response.items() if n != "Content-Length"))
    said = tuple(sql for sql in run if "SAVEPOINT" not in sql)
    return Answer(response.status_code, TOKEN.sub(b"", plain(content)), headers, said)


def plain(content: bytes) -> bytes:
    """What stands in a PDF or in the files of a ZIP; anything else as it is."""
    if content.startswith(b"PK"):
        with ZipFile(BytesIO(content)) as packed:
            return b"\n".join(plain(packed.read(name)) for name in packed.namelist())
    if not content.startswith(b"%PDF"):
        return content
    return "".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages).encode()


def allows(actor: Actor, address: Address, scene: Scene, method: str = "get") -> bool:
    """Does the table let the actor do what the address names, to what it is about?"""
    assert address.deed is not None
    keys = set(address.keys) - OF_THE_PACKS
    of_the_class = bool(keys & OF_THE_CLASS)
    if keys & OF_A_CASE:
        return address.name not in OF_ONESELF and may(actor, address.deed, scene.where(address))
    # Whoever reaches a grade or a class sees the school as far as that.
    classes = [scene.own] if of_the_class or not keys else scene.of_the_school
    if address.name in OF_ONESELF:
        return False
    deeds = {address.deed, NEEDS_TOO.get((method, address.name), address.deed)}
    if of_the_class or "school" in keys:
        return all(any(may(actor, deed, one.scope) for one in classes) for deed in deeds)
    mine = not keys or actor.municipality == scene.own.municipality
    return mine and all(may_somewhere(actor, deed) for deed in deeds)


def shown_to(actor: Actor, scene: Scene) -> frozenset[FieldGroup]:
    """The field groups that the table shows the actor of the scene's child."""
    return frozenset(
        group
        for deed in Deed
        if may(actor, deed, scene.shared_scope)
        for group in ABOUT[deed]
        if group not in ONLY_WRITES.get(deed, ())
    )


class Matrix:
    """One person against every address of the scene: combinations counted, faults collected."""

    def __init__(self, person: Person, scene: Scene, place: str) -> None:
        self.actor, self.browser, self.scene = actor_of(person), browser_of(person), scene
        self.who = f"{place}, {sorted(role.kind for role in person.roles.all())}"
        self.shown = shown_to(self.actor, scene)
        self.known = self._known()
        self.faults: list[str] = []
        self.given: list[tuple[Question, Answer]] = []
        self.shut = {m: answer(self.browser, m, scene.nowhere) for m in METHODS}

    def _known(self) -> frozenset[str]:
        """Whose keys the person may know: of the child, where anything of it is shown to them."""
        deeds = [deed for deed in Deed if may(self.actor, deed, self.scene.own.scope)]
        of_the_child = any(FieldGroup.NAME in ABOUT[deed] for deed in deeds)
        return frozenset({"pupil", "classroom", "school"} if of_the_child else ())

    def check(self, where: Sequence[Address]) -> list[str]:
        """Ask the addresses by GET and POST, with all they can be asked; what is not as it should.

        A door is opened or shut by the role alone, wherever it is held: what is filled in is asked
        where it opens.
        """
        for address in where:
            for method in METHODS:
                self._one(Question(address, method))
                count("アドレス")
        for one in questions(self.scene):
            if one.address in where and may_somewhere(self.actor, one.address.deed):
                self._one(one)
                count("さがす・数える・書き出す")
        return self.faults

    def ask(self, asked: Question, data: Mapping[str, str] | None) -> Answer:
        """The answer to a question, with this filled in."""
        url = self.scene.url(asked.address, **asked.keys)
        return answer(self.browser, asked.method, url, data)

    def _one(self, asked: Question) -> None:
        given = self.ask(asked, asked.data)
        self.given.append((asked, given))
        told = f"{asked} as {self.who}: {given.status}"
        if not allows(self.actor, asked.address, self.scene, asked.method):
            self._as_nothing(asked, given, told)
        elif asked.nothing and not self._finds(asked):
            self._finds_nothing(asked, asked.nothing, given, told)
        else:
            shut = given.status == 404 and asked.address.name not in NEED_NOT_BE
            if shut or given.status >= 500:
                self.faults.append(f"{told}, though the table allows {asked.address.deed}")
        self._leaks(asked.address, given, told)
        known = asked.data or asked.address.name in KNOWN_SEARCHES
        if b'role="search"' in given.content and not known:
            self.faults.append(f"{told} has a search: put it into `tests/web/questions.py`")

    def _finds(self, asked: Question) -> bool:
        return asked.finds is not None and may(self.actor, *asked.finds)

    def _finds_nothing(
        self, asked: Question, nothing: Mapping[str, str], given: Answer, told: str
    ) -> None:
        """A search for whom one may not see is answered as one for whom there is not."""
        words = {nothing[name]: (asked.data or {})[name] for name in nothing}
        other = self.ask(asked, nothing).about(words)
        if given != other:
            self.faults.append(f"{told}, and of nobody {other.status}: they differ")
        if given.queries != other.queries:
            self.faults.append(f"{told}: {_beside(given.queries, other.queries)}")

    def _as_nothing(self, asked: Question, given: Answer, told: str) -> None:
        """What may not be seen is answered as what is not there, by the same queries."""
        address, method = asked.address, asked.method
        if given.status not in {302, 404, 405}:
            self.faults.append(f"{told}, though no row allows {address.deed}")
        # Turned away at the door, no key was looked at: so the page of an unknown address reads.
        same = given == self.shut[method] and given.queries == self.shut[method].queries
        if same and not may_somewhere(self.actor, address.deed):
            return
        keys = self.scene.missing(address, self.known)
        url = self.scene.url(address, **asked.keys, **keys)
        nothing = answer(self.browser, method, url, asked.data).about(self._real(address, keys))
        if given != nothing:
            self.faults.append(f"{told}, and of nothing {nothing.status}: they differ")
        if given.queries != nothing.queries:
            self.faults.append(f"{told}: {_beside(given.queries, nothing.queries)}")

    def _real(self, address: Address, keys: dict[str, UUID]) -> dict[str, str]:
        return {str(key): str(self.scene.key(address, name)) for name, key in keys.items()}

    def _leaks(self, address: Address, given: Answer, told: str) -> None:
        """Nothing in the answer that the table does not show."""
        for group, marker in MARKERS.items():
            known = {group, *SAME_WORDS.get(group, ())} & self.shown
            if not known and marker in given.text:
                self.faults.append(f"{told} shows {group.thing.label}: {marker}")
        for deed, (words, where) in SECRET_WORDS.items():
            if not may(self.actor, deed, self.scene.own.scope):
                found = [one for one in words if one in given.text]
                if found and address.name not in READ_BY_ALL | where:
                    self.faults.append(f"{told} shows {found}")
        former = FORMER in given.text or str(self.scene.former.pk) in given.text
        if former and not may(self.actor, Deed.SEE_SHEET, self.scene.former.scope):
            self.faults.append(f"{told} shows a sheet of the school before")
        if str(self.scene.protection.pk) in given.text and FieldGroup.PROTECTION not in self.shown:
            self.faults.append(f"{told} shows the protection task")


def _beside(one: tuple[str, ...], other: tuple[str, ...]) -> str:
    """Where two lists of queries part."""
    for number, (here, there) in enumerate(zip(one, other, strict=False)):
        if here != there:
            return f"query {number} is {here[:160]!r}, of nothing {there[:160]!r}"
    more = one[len(other) :] or other[len(one) :]
    return f"{len(one)} queries, of nothing {len(other)}: {more[0][:200]!r}"


def opened_by(*kinds: RoleKind) -> list[Address]:
    """The addresses whose door opens to one of the roles somewhere."""
    return [one for one in addresses() if one.deed and _opens(one.deed, kinds)]


def _opens(deed: Deed, kinds: Iterable[RoleKind]) -> bool:
    return any(row.roles.intersection(kinds) for row in rows_for(deed))


def reaching_all(kinds: Iterable[RoleKind]) -> list[RoleKind]:
    """Few of these roles by which every door is opened as far as any of them opens it.

    A place that none of these reaches from elsewhere is reached by none of the others: the table
    is asked of every role in `tests/access/test_policy.py`.
    """
    ways = {kind: set(_ways(kind)) for kind in sorted(kinds)}
    left, chosen = set().union(*ways.values()), []
    while left:
        chosen.append(max(ways, key=lambda kind: len(left & ways[kind])))
        left -= ways[chosen[-1]]
    return chosen


def _ways(kind: RoleKind) -> Iterator[tuple[str, Reach]]:
    for address in opened_by(kind):
        assert address.deed is not None
        for row in rows_for(address.deed):
            if kind in row.roles:
                yield address.name, row.reach


def check(people: Iterable[Person], scene: Scene, place: str, where: Sequence[Address]) -> None:
    """These addresses for each of the people against the table; fails with what is not so."""
    faults = [fault for one in people for fault in Matrix(one, scene, place).check(where)]
    assert not faults, f"{len(faults)} faults\n" + "\n".join(fault[:300] for fault in faults[:60])
