"""A town that adds a form of its own by a file, and a child there."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from tests.builders import make_actor, make_city, make_class, make_pupil, make_school
from tsunagu.access.actor import Actor
from tsunagu.access.enums import RoleKind
from tsunagu.forms.actions import begin_sheet
from tsunagu.forms.models import Sheet
from tsunagu.packs.forms import FormField
from tsunagu.packs.loader import load_pack, packs_folder
from tsunagu.school.models import Pupil, School

OWN = Path(__file__).with_name("town.yaml")


@pytest.fixture
def town_pack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The packs with one more, `town`, that holds a form and nothing else."""
    folder = tmp_path / "packs"
    shutil.copytree(packs_folder(), folder)
    (folder / "town").mkdir()
    (folder / "town" / "pack.yaml").write_text("id: town\ntitle: ある町\n", encoding="utf-8")
    shutil.copy(OWN, folder / "town" / "forms.yaml")
    monkeypatch.setenv("TSUNAGU_PACKS", str(folder))
    load_pack.cache_clear()
    yield folder
    load_pack.cache_clear()


@dataclass(frozen=True)
class Town:
    """A child of class 3-1, its teacher and the principal."""

    school: School
    pupil: Pupil
    teacher: Actor
    principal: Actor

    def begin(self) -> Sheet:
        """A sheet of the town's form, begun by the teacher."""
        return begin_sheet(
            form="worry-sheet", school=self.school, pupil=self.pupil, by=self.teacher
        )


@pytest.fixture
def town(town_pack: Path, clock: object, db: None) -> Town:
    """A school of the town."""
    school = make_school(make_city(packs=("national", "akashi", "town")), name="森の小学校")
    room = make_class(school, pupils=0)
    return Town(
        school=school,
        pupil=make_pupil(room),
        teacher=make_actor(room),
        principal=make_actor(school, role=RoleKind.PRINCIPAL),
    )


def ask_otherwise(folder: Path, since: date) -> None:
    """From a day on the town's form asks for 休んだ日数 where it asked for 日数."""
    path = folder / "town" / "forms.yaml"
    text = path.read_text(encoding="utf-8")
    new = text.replace("forms:\n", "").replace("label: 日数", "label: 休んだ日数")
    new = new.replace("valid_from: 2024-04-01", f"valid_from: {since}")
    path.write_text(text + new, encoding="utf-8")
    load_pack.cache_clear()


def question(sheet: Sheet, name: str) -> FormField:
    """A question of the sheet's form by its id."""
    return next(field for field in sheet.definition.fields if field.id == name)
