"""What addresses are asked with beyond their keys: words searched, counts, files, posted keys."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from uuid import uuid4

from tests.web.addresses import Address, addresses
from tests.web.markers import CHILD, MARKERS
from tests.web.scene import Scene
from tsunagu.access.actor import Scope
from tsunagu.access.deeds import Deed
from tsunagu.access.fields import FieldGroup
from tsunagu.response.queries.overview import What

NOBODY = "無人"
"""A name that nobody has, as long as the part of the child's that is searched."""
SEARCHES: dict[str, tuple[str, Deed | None]] = {
    "pupil:find": ("text", Deed.SEE_PUPIL),
    "pupil:find-to-note": ("text", Deed.SET_NOTICE),
    "pupil:siblings": ("q", Deed.LINK_SIBLING),
    "pupil:expected": ("q", Deed.EXPECT_PUPIL),
    "signs:list": ("q", Deed.SEE_SIGN),
    "signs:nurse": ("text", Deed.LOG_VISIT),
    "suspicion:find": ("text", Deed.RECORD_SUSPICION),
    "suspicion:list": ("q", Deed.SEE_SUSPICION),
    "rights:list": ("text", Deed.SEE_CLAIMS),
    "audit:pupils": ("q", Deed.SEE_WHO_LOOKED),
    "support:list": ("q", Deed.SEE_CASE),
    "consultations:list": ("q", Deed.ASK_CONSULTATION),
    "cases:received": ("q", None),
    "library:list": ("q", None),
    "today": ("q", Deed.SEE_PUPIL),
    "today-hand": ("q", Deed.SEE_PUPIL),
    "today-unowned": ("q", Deed.SEE_PUPIL),
}
"""Searches for a child by name: the field, and who finds the child there."""
OF_STAFF = {"staff:list": ("text", Deed.SEE_STAFF), "audit:people": ("q", Deed.SEE_WHAT_DONE)}
"""Searches for a person of the school by name, likewise."""
ASKED: dict[str, tuple[dict[str, str], ...]] = {
    "audit:own": ({"what": "seen"},),
    "audit:pupil": ({"what": "seen"},),
    "audit:person": ({"what": "seen"},),
    "board": ({"on": "2026-05-19"},),
    "consultations:inbox": ({"state": "sent"},),
    "consultations:requests": ({"state": "sent"},),
    "imports": ({"children": "all"},),
    "library:list": ({"category": "learning", "age": "13"},),
    "office:months": ({"month": "2026-04"},),
    "policy": ({"thing": "child"},),
    "pupil:page": ({"kind": "contact"}, {"year": "2026"}),
    "roll-day": ({"day": "2026-05-19"},),
    "office:register-file": ({"form": "csv"},),
    "school:overview": ({"on": "2026-05-19"},),
    "sheets:list": ({"state": "complete"}, {"form": "consultation-sheet"}),
    "support:list": ({"state": "noticed"}, {"kind": "absence"}),
    "support:changes-counted": ({"what": "away", "from": "2026-05-18", "to": "2026-05-20"},),
    "support:timeline": ({"kind": "note"}, {"year": "2026"}),
    "signs:list": ({"of": "P3"}, {"by": "told"}),
    "signs:weather": ({"day": "2026-05-20"},),
    "suspicion:list": ({"over": "1"},),
}
"""Filters, and forms of files, that an address is asked for."""
KNOWN_SEARCHES = {*SEARCHES, *OF_STAFF, *ASKED, "gallery"}
"""Every address whose page has a form to search."""


@dataclass(frozen=True)
class Question:
    """One address asked by GET or POST, perhaps with other keys or with something filled in.

    With `nothing` it is a search: who may not do the deed of `finds` there gets the same answer as
    had they asked for that, which nobody has.
    """

    address: Address
    method: str = "get"
    keys: Mapping[str, str] = field(default_factory=dict)
    data: Mapping[str, str] | None = None
    nothing: Mapping[str, str] | None = None
    finds: tuple[Deed, Scope] | None = None

    def __str__(self) -> str:
        said = f" with {dict(self.data)}" if self.data else ""
        return f"{self.method} {self.address}{''.join(f' {v}' for v in self.keys.values())}{said}"


@cache
def _named(name: str) -> Address:
    found = [one for one in addresses() if one.name == name]
    assert found, f"no address is called {name}"
    return found[0]


def questions(scene: Scene) -> Iterator[Question]:
    """Every search, count, filter and file, about the scene's child."""
    yield from _searches(scene)
    for name, asked in ASKED.items():
        for data in asked:
            yield Question(_named(name), data=data)
    for what in What:
        yield Question(_named("school:counted"), keys={"what": what})


def _searches(scene: Scene) -> Iterator[Question]:
    """Words and keys for which only who may finds something."""
    place, city = scene.own.scope, Scope(scene.own.municipality_id)
    child, person = CHILD[: len(NOBODY)], MARKERS[FieldGroup.PERSON][: len(NOBODY)]
    for names, word in ((SEARCHES, child), (OF_STAFF, person)):
        for name, (field_name, deed) in names.items():
            where = scene.case.scope if deed == Deed.SEE_CASE else place
            finds = (deed, where) if deed else None
            yield _search(name, {field_name: word}, {field_name: NOBODY}, finds)
    known, nothing = scene.pupil.identities.get().sourced_id, str(uuid4())
    number, unknown = {"sourced_id": known}, {"sourced_id": "0" * len(known)}
    yield _search("rights:find", number, unknown, (Deed.RECEIVE_CLAIM, place))
    one, none = {"person": str(scene.keys["person"])}, {"person": nothing}
    yield _search("staff:issue", one, none, (Deed.SET_ACCOUNT, place))
    one, none = {"undo": str(scene.keys["run"])}, {"undo": nothing}
    yield _search("imports", one, none, (Deed.IMPORT, city))
    one, none = {"school": str(scene.own.school_id)}, {"school": nothing}
    yield replace(_search("board-untaken", one, none, (Deed.SEE_BOARD, place)), method="get")
    for room in (scene.own, scene.beside):
        one = {"form": "csv", "classroom": str(room.pk)}
        finds = Deed.SEE_REGISTER, room.scope
        file = _search("office:register-file", one, {**one, "classroom": nothing}, finds)
        yield replace(file, method="get")


def _search(
    name: str, data: dict[str, str], nothing: dict[str, str], finds: tuple[Deed, Scope] | None
) -> Question:
    return Question(_named(name), "post", data=data, nothing=nothing, finds=finds)
