"""Every command that acts `--as` somebody gives what the policy table gives them, and no more."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.counted import count
from tests.web.matrix import shown_to
from tests.web.test_every_url import MARKERS, Scene, make_scene, person_of
from tsunagu.access.actor import Actor, Scope, actor_of
from tsunagu.access.enums import RoleKind
from tsunagu.access.policy import Deed, may
from tsunagu.cli.main import main, parser
from tsunagu.intake.models import ImportRun
from tsunagu.org.models import Person
from tsunagu.school.models import Classroom

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
Out = pytest.CaptureFixture[str]
ELSEWHERE = {"watch", "retention"}
"""Acts on a folder for ever, as `import` does on a file; is tried in `tests/rights`."""


class Commands:
    """What each command is asked, and what allows it."""

    def __init__(self, scene: Scene, folder: Path) -> None:
        self.scene, self.out = scene, folder / "register.csv"
        self.child = scene.pupil.identities.get().sourced_id
        self.calendar = folder / "calendar.csv"
        self.calendar.write_text("学校,学年,学級,開始日,終了日,種別,備考\n", "utf-8")
        city, school = scene.own.municipality_id, scene.own.school.sourced_id
        self.city = Scope(city)
        self.asked: dict[str, tuple[list[str], Callable[[Actor], bool]]] = {
            "explain": (["explain", self.child, "--on", "2026-05-20"], self._sees_child),
            "register": (
                ["register", school, "--month", "2026-05", "--out", str(self.out)],
                lambda one: may(one, Deed.SEE_REGISTER, scene.own.school.scope),
            ),
            "account": (
                ["account", Person.objects.get(pk=self._teacher()).sourced_id],
                lambda one: may(one, Deed.SET_ACCOUNT, self.city),
            ),
            "disclose": (
                ["disclose", self.child, "--out", str(folder / "answer.zip")],
                lambda one: False,  # Nothing is approved yet: to nobody.
            ),
            "audit": (
                ["audit", "verify"],
                lambda one: may(one, Deed.VERIFY_AUDIT, self.city),
            ),
        }

    def _sees_child(self, actor: Actor) -> bool:
        return may(actor, Deed.SEE_PUPIL, self.scene.own.scope)

    def _teacher(self) -> object:
        return self.scene.own.marks.exclude(entered_by=None)[0].entered_by_id

    def check(self, person: Person, city: str, capsys: Out) -> None:
        """Every command as the person; the texts of the child stand where the table shows them."""
        actor = actor_of(person)
        shown = shown_to(actor, self.scene)
        who = ["--municipality", city, "--as", str(person.pk)]
        for name, (words, allowed) in self.asked.items():
            self.out.unlink(missing_ok=True)
            done = main([*words, *who])
            told = capsys.readouterr()
            text = told.out + told.err + (self.out.read_text() if self.out.exists() else "")
            assert (done == 0) == allowed(actor), (name, actor.kinds, told.err)
            assert self.out.exists() == (name == "register" and done == 0)
            for group, marker in MARKERS.items():
                assert group in shown or marker not in text, (name, actor.kinds, marker)
            count("コマンド")
        self._responses(actor, who, capsys)
        self._import(actor, who)

    def _responses(self, actor: Actor, who: list[str], capsys: Out) -> None:
        """The list has the child's lines for those who see the child."""
        assert main(["responses", "--school-year", "2026", "--format", "jsonl", *who]) == 0
        assert (self.child in capsys.readouterr().out) == self._sees_child(actor)
        count("コマンド")

    def _import(self, actor: Actor, who: list[str]) -> None:
        """Who may not take files in leaves nothing behind."""
        before = ImportRun.objects.count()
        done = main(["import", "calendar", str(self.calendar), *who])
        may_import = any(may(actor, Deed.SET_CALENDAR, s) for s in (self.city, self._school))
        assert may_import or (done != 0 and ImportRun.objects.count() == before)
        count("コマンド")

    @property
    def _school(self) -> Scope:
        return self.scene.own.school.scope


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
    scene = commands.scene
    for kind, place in places(scene):
        commands.check(person_of(kind, place), scene.own.municipality.code, capsys)


def test_another_citys_staff_are_nobody_here(commands: Commands, capsys: Out) -> None:
    for kind in (RoleKind.PRINCIPAL, RoleKind.ADMINISTRATOR):
        person = person_of(kind, commands.scene.other_city)
        for words, _ in commands.asked.values():
            for city in (commands.scene.own.municipality.code, person.municipality.code):
                done = main([*words, "--municipality", city, "--as", str(person.pk)])
                told = capsys.readouterr()
                assert done != 0 or words[0] == "audit"
                assert not any(one in told.out + told.err for one in MARKERS.values())
                count("コマンド")


def test_an_unknown_child_is_told_as_one_who_may_not_be_seen(
    commands: Commands, capsys: Out
) -> None:
    person = person_of(RoleKind.HOMEROOM, commands.scene.beside)
    who = ["--municipality", commands.scene.own.municipality.code, "--as", str(person.pk)]
    said = []
    for pupil in (commands.child, "nobody"):
        assert main(["explain", pupil, "--on", "2026-05-20", *who]) == 1
        said.append(capsys.readouterr().err.replace(pupil, ""))
    assert said[0] == said[1]


def test_every_command_that_acts_for_somebody_is_tried(commands: Commands) -> None:
    [subcommands] = [a for a in parser()._actions if a.dest == "command"]
    acting = {name for name, one in subcommands.choices.items() if "--as" in one.format_help()}
    assert acting - ELSEWHERE <= {*commands.asked, "responses", "import"}
