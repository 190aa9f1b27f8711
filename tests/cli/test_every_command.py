"""Every command that acts `--as` somebody gives what the policy table gives them, and no more."""

import argparse
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import transaction

from tests.counted import count
from tests.roster_files import RosterFiles
from tests.web.markers import MARKERS
from tests.web.matrix import plain, shown_to
from tests.web.scene import Scene, make_scene, person_of
from tsunagu.access.actor import Actor, Scope, actor_of
from tsunagu.access.enums import RoleKind
from tsunagu.access.policy import Deed, may, may_somewhere
from tsunagu.cli.main import main, parser
from tsunagu.intake.models import ImportRun
from tsunagu.org.models import Person
from tsunagu.school.models import Classroom

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
Out = pytest.CaptureFixture[str]
LATER = "2060-04-01"
"""A day on which everything on record is due for deletion."""


@contextmanager
def taken_back() -> Iterator[None]:
    """What is written meanwhile is not there afterwards."""
    point = transaction.savepoint()
    yield
    transaction.savepoint_rollback(point)


@dataclass(frozen=True)
class Command:
    """What is asked, about whom or what, and who gets it."""

    words: Callable[[str], list[str]]
    about: str
    allowed: Callable[[Actor], bool]


class Commands:
    """What each command is asked about the scene's child, and what allows it."""

    def __init__(self, scene: Scene, folder: Path) -> None:
        self.scene, self.folder = scene, folder
        self.child = scene.pupil.identities.get().sourced_id
        self.city, self.school = Scope(scene.own.municipality_id), scene.own.school.scope
        self.asked: Mapping[str, Command] = {**self._read(), **self._taken_in()}

    def _read(self) -> dict[str, Command]:
        """Commands that print or write what is on record."""
        register, answer = self._at("register.csv"), self._at("answer.zip")
        school = self.scene.own.school.sourced_id
        claim = str(self.scene.keys["rights:bundle claim"])
        month, teacher = ["--month", "2026-05", "--out", register], self._teacher.sourced_id
        return {
            "explain": Command(
                lambda pupil: ["explain", pupil, "--on", "2026-05-20"], self.child, self.sees_child
            ),
            "register": Command(
                lambda _: ["register", school, *month], "", self._may(Deed.SEE_REGISTER)
            ),
            "account": Command(
                lambda person: ["account", person], teacher, self._may(Deed.SET_ACCOUNT, self.city)
            ),
            "disclose": Command(
                lambda pupil: ["disclose", pupil, "--out", answer, "--claim", claim],
                self.child,
                self._may(Deed.APPROVE_CLAIM),
            ),
            "audit verify": Command(
                lambda _: ["audit", "verify"], "", self._may(Deed.VERIFY_AUDIT, self.city)
            ),
            "audit seal": Command(
                lambda _: ["audit", "seal", "--out", self._at("seals")],
                "",
                self._may(Deed.VERIFY_AUDIT, self.city),
            ),
            "retention": Command(
                lambda _: ["retention", "--keys", "--on", LATER],
                "",
                self._may(Deed.DELETE_DUE, self.city),
            ),
        }

    def _taken_in(self) -> dict[str, Command]:
        """Commands that take files in, or a file back."""
        school, run = self.scene.own.school.sourced_id, str(self.scene.keys["run"])
        days = ["--from", "2026-05-20", "--to", "2026-05-20", "--school", school]
        may_import, person = self._may(Deed.IMPORT), self._teacher.sourced_id

        def file(kind: str, *lines: str) -> list[str]:
            path = self._written(f"{kind}.csv", *lines)
            return ["import", kind, path]

        def marks(pupil: str) -> tuple[str, str]:
            return "date,pupil,kind", f"2026-05-20,{pupil},absent"

        def watched(pupil: str) -> list[str]:
            self._written("dropped/marks.csv", *marks(pupil))
            return ["watch", self._at("dropped"), "--once", "--school", school]

        calendar = "school,grade,classroom,from,to,kind,note"
        return {
            "import calendar": Command(
                lambda _: file("calendar", calendar),
                "",
                lambda one: may_somewhere(one, Deed.SET_CALENDAR),
            ),
            "import guardians": Command(
                lambda pupil: file("guardians", "pupil,name,phone", f"{pupil},保護者,0312345678"),
                self.child,
                may_import,
            ),
            "import staff": Command(
                lambda _: file("staff", "person,role,scope", f"{person},nurse,"),
                "",
                self._may(Deed.IMPORT_STAFF),
            ),
            "import attendance": Command(
                lambda pupil: [*file("attendance", *marks(pupil)), *days],
                self.child,
                may_import,
            ),
            "import alerts": Command(
                lambda pupil: file(
                    "alerts", "pupil,at,portal,kind", f"{pupil},2026-05-20,ポータル,相談"
                ),
                self.child,
                self._may(Deed.IMPORT_ALERTS),
            ),
            "watch": Command(watched, self.child, may_import),
            "import roster": Command(
                lambda _: ["import", "roster", self._roster()],
                "",
                self._may(Deed.IMPORT, self.city),
            ),
            "import undo": Command(
                lambda key: ["import", "undo", key], run, self._may(Deed.IMPORT, self.city)
            ),
        }

    def _roster(self) -> str:
        """A first class of a new school."""
        roster = RosterFiles(code=self.scene.own.municipality.code)
        roster.school("S1")
        roster.homeroom("C1", school="S1")
        roster.pupil("K1", homeroom="C1", name="東雲 ひより")
        return str(roster.write(self.folder / "roster"))

    def sees_child(self, actor: Actor) -> bool:
        """Does the table show the actor the child's record?"""
        return may(actor, Deed.SEE_PUPIL, self.scene.own.scope)

    def _may(self, deed: Deed, scope: Scope | None = None) -> Callable[[Actor], bool]:
        return lambda actor: may(actor, deed, scope or self.school)

    @property
    def _teacher(self) -> Person:
        return Person.objects.get(pk=self.scene.keys["person"])

    def _at(self, name: str) -> str:
        return str(self.folder / name)

    def _written(self, name: str, *lines: str) -> str:
        path = self.folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("\n".join([*lines, ""]), "utf-8")
        return str(path)

    def run(self, words: list[str], person: Person, capsys: Out) -> tuple[int, str]:
        """What a command answers, prints and writes for a person; nothing of it stays."""
        who = ["--municipality", self.scene.own.municipality.code, "--as", str(person.pk)]
        before = ImportRun.objects.count()
        with taken_back():
            done = main([*words, *who])
            assert done == 0 or ImportRun.objects.count() == before
        told = capsys.readouterr()
        text = told.out + told.err
        for file in [one for one in self.folder.rglob("*") if one.is_file()]:
            text += plain(file.read_bytes()).decode(errors="replace")
            file.unlink()
        return done, text

    def check(self, person: Person, capsys: Out) -> None:
        """Every command as the person; who may not is told as of what there is not."""
        actor = actor_of(person)
        shown = shown_to(actor, self.scene)
        for name, asked in self.asked.items():
            done, text = self.run(asked.words(asked.about), person, capsys)
            assert (done == 0) == asked.allowed(actor), (name, actor.kinds, text)
            for group, marker in MARKERS.items():
                assert group in shown or marker not in text, (name, actor.kinds, marker)
            if asked.about and done:
                nobody = str(uuid4()) if name == "import undo" else "nobody"
                other = self.run(asked.words(nobody), person, capsys)
                assert (done, text) == (other[0], other[1].replace(nobody, asked.about)), name
            count("コマンド")
        self._responses(person, capsys)

    def _responses(self, person: Person, capsys: Out) -> None:
        """The list has the child's lines for those who see the child."""
        words = ["responses", "--school-year", "2026", "--format", "jsonl"]
        done, text = self.run(words, person, capsys)
        assert done == 0
        assert (self.child in text) == self.sees_child(actor_of(person))
        count("コマンド")


@pytest.fixture
def commands(tmp_path: Path) -> Commands:
    """Every command, about the child."""
    return Commands(make_scene(), tmp_path)


def places(scene: Scene) -> Iterator[tuple[RoleKind, Classroom]]:
    """Every role at the child's class; at the places beside one of each reach."""
    for kind in RoleKind:
        yield kind, scene.own
    yield RoleKind.HOMEROOM, scene.beside
    yield RoleKind.GRADE_LEAD, scene.other_grade
    yield RoleKind.PRINCIPAL, scene.other_school


def test_every_command_as_every_role_at_every_place(commands: Commands, capsys: Out) -> None:
    for kind, place in places(commands.scene):
        commands.check(person_of(kind, place), capsys)


def test_another_citys_staff_are_nobody_here(commands: Commands, capsys: Out) -> None:
    for kind in (RoleKind.PRINCIPAL, RoleKind.ADMINISTRATOR):
        person = person_of(kind, commands.scene.other_city)
        for name, asked in commands.asked.items():
            for city in (commands.scene.own.municipality.code, person.municipality.code):
                words = [*asked.words(asked.about), "--municipality", city]
                with taken_back():
                    done = main([*words, "--as", str(person.pk)])
                told = capsys.readouterr()
                assert done != 0 or (city == person.municipality.code and not asked.about), name
                assert not any(one in told.out + told.err for one in MARKERS.values())
                count("コマンド")


def test_every_command_that_acts_for_somebody_is_tried(commands: Commands) -> None:
    [subcommands] = [a for a in parser()._actions if a.dest == "command"]
    acting = set()
    for name, one in subcommands.choices.items():
        below = [a.choices for a in one._actions if isinstance(a, argparse._SubParsersAction)]
        known = {f"{name} {k}": sub for k, sub in below[0].items()} if below else {name: one}
        acting |= {words for words, sub in known.items() if "--as" in sub.format_help()}
    assert acting == {*commands.asked, "responses"}
