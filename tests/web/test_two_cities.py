"""Two municipalities in one installation: each reads as if the other were not there."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db.models import Model

from tests.conftest import StrictClient
from tests.counted import count
from tests.web.addresses import MADE_ANEW, addresses
from tests.web.markers import CHILD
from tests.web.matrix import Answer, allows, answer, browser_of
from tests.web.scene import Scene, make_scene, person_of
from tsunagu.access.accounts import issue_accounts
from tsunagu.access.actor import Actor, actor_of, system_actor
from tsunagu.access.enums import RoleKind
from tsunagu.cli.main import main
from tsunagu.org.models import Person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
LOOKING = (
    RoleKind.BOARD_HEAD,
    RoleKind.ADMINISTRATOR,
    RoleKind.PRIVACY_OFFICER,
    RoleKind.PRINCIPAL,
    RoleKind.HOMEROOM,
)
"""Between them they open every address there is."""


def twins(one: Model, other: Model) -> None:
    """Give the second the codes of the first, as two cities' rosters may."""
    names = {field.name for field in one._meta.concrete_fields}
    codes = names & {"source", "sourced_id", "code", "name"}
    type(other)._default_manager.filter(pk=other.pk).update(
        **{name: getattr(one, name) for name in codes}
    )


def make_twin(first: Scene) -> Scene:
    """Another city with the same schools, classes, children and staff by every code of theirs."""
    second = make_scene()
    twins(first.own.school, second.own.school)
    twins(first.own, second.own)
    twins(first.pupil.identities.get(), second.pupil.identities.get())
    twins(teacher_of(first), teacher_of(second))
    return second


def teacher_of(scene: Scene) -> Person:
    """Who took the roll of the child's class."""
    return Person.objects.get(pk=scene.keys["person"])


def everything_read(
    scene: Scene, people: dict[RoleKind, tuple[Actor, StrictClient]]
) -> Iterator[tuple[str, Answer]]:
    """Every page, list, search, count and file that the city's people open."""
    for kind, (actor, browser) in people.items():
        for address in addresses():
            if address.deed is None or address.name in MADE_ANEW:
                continue
            if not allows(actor, address, scene):
                continue
            asked = {"text": CHILD[:1], "q": CHILD[:1]}
            url = scene.url(address)
            yield f"{kind} get {url}", answer(browser, "get", url)
            yield f"{kind} post {url}", answer(browser, "post", url, asked)


def test_no_page_list_search_count_or_file_knows_of_another_city(scene: Scene) -> None:
    found = {kind: person_of(kind, scene.own) for kind in LOOKING}
    people = {kind: (actor_of(one), browser_of(one)) for kind, one in found.items()}
    before = dict(everything_read(scene, people))
    make_twin(scene)
    after = dict(everything_read(scene, people))
    assert before.keys() == after.keys()
    count("二つの自治体", len(before))
    differing = [told for told, given in before.items() if given != after[told]]
    assert differing == []


def test_no_command_knows_of_another_city(
    scene: Scene, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "register.csv"
    child, school = scene.pupil.identities.get().sourced_id, scene.own.school.sourced_id
    commands = (
        ["responses", "--school-year", "2026", "--format", "jsonl"],
        ["explain", child, "--on", "2026-05-20"],
        ["register", school, "--month", "2026-05", "--out", str(file)],
    )

    def said() -> list[tuple[int, str, bytes]]:
        """What each command prints and writes for the first city."""
        all_said = []
        for words in commands:
            file.unlink(missing_ok=True)
            done = main([*words, "--municipality", scene.own.municipality.code])
            told = capsys.readouterr()
            written = file.read_bytes() if file.exists() else b""
            all_said.append((done, told.out + told.err, written))
            count("二つの自治体")
        return all_said

    before = said()
    make_twin(scene)
    assert said() == before
    assert [done for done, _, _ in before] == [0, 0, 0]


def test_both_cities_give_accounts_to_staff_of_the_same_ids(scene: Scene) -> None:
    people = [person_of(RoleKind.TEACHER, one) for one in (scene.own, scene.other_city)]
    twins(*people)
    names = set()
    for person in people:
        person.refresh_from_db()
        by = system_actor(person.municipality, "test")
        [issued] = issue_accounts(people=[person], by=by)
        names.add(issued.username)
        assert issued.username.startswith(person.sourced_id)
    assert len(names) == 2
