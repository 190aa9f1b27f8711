"""A consultation as each side reads it: the school with the child's name, the board without."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property

from tsunagu.access.enums import RoleKind
from tsunagu.cases.consultation_rules import stages
from tsunagu.cases.enums import ConsultationState
from tsunagu.cases.models import Consultation, ConsultationStep
from tsunagu.cases.queries.veils import Veils, initials_of
from tsunagu.cases.sheets import wished
from tsunagu.cases.stages import Stage
from tsunagu.forms.answers import NOTHING, Answers, Given
from tsunagu.forms.models import Sheet
from tsunagu.forms.wording import in_words_of
from tsunagu.packs.forms import FormField

Line = tuple[str, str]
NAMELESS = frozenset(
    {"today", "writer-name", "school-name", "grade", "class-name", "homeroom-name"}
)
"""First values that name no child: of what nobody wrote over them, nothing is hidden."""
READ_WITH = ("sheet__pupil", "sheet__version", "school", "adviser", "asked_by", "municipality")


def lines_of(sheet: Sheet) -> list[Line]:
    """What a sheet says, question by question, as it was written."""
    answers = sheet.answers()
    said = ((one.label, in_words_of(one, given_to(answers, one).value)) for one in asks(sheet))
    return [(label, words) for label, words in said if words]


def asks(sheet: Sheet) -> Iterable[FormField]:
    """The questions of a sheet, in the form's order."""
    return sheet.definition.fields


def given_to(answers: Answers, field: FormField) -> Given:
    """The answer to a question; nothing where there is none."""
    return answers.get(field.id, NOTHING)


def veiled_lines(sheet: Sheet, veil: Callable[[str], str]) -> list[Line]:
    """What a sheet says, question by question, where only what names nobody is left as it is."""
    answers = sheet.answers()
    said = ((one, given_to(answers, one)) for one in asks(sheet))
    return [(one.label, words) for one, given in said if (words := _veiled(one, given, veil))]


def _veiled(field: FormField, given: Given, veil: Callable[[str], str]) -> str:
    words = in_words_of(field, given.value)
    plain = field.kind == "sign" or (field.first in NAMELESS and not given.overwritten)
    return words if plain else veil(words)


@dataclass(frozen=True)
class Said:
    """One step as a side reads it."""

    step: ConsultationStep
    text: str


class Received:
    """A consultation as the board reads it: no name of anybody whom the school knows as a child."""

    def __init__(self, one: Consultation, veils: Veils | None = None) -> None:
        self.one = one
        self._veils = veils or Veils()

    @property
    def child(self) -> str:
        """What the board calls the child."""
        pupil = self.one.sheet.pupil
        return initials_of(pupil) if pupil else ""

    @cached_property
    def veil(self) -> Callable[[str], str]:
        """What a text reads at the board."""
        pupil = self.one.sheet.pupil
        assert pupil is not None
        return self._veils.of_child(pupil, self.one.school_id)

    @cached_property
    def lines(self) -> list[Line]:
        """What the sheet says, question by question; nothing of one that was taken back."""
        return veiled_lines(self.one.sheet, self.veil) if self.one.readable else []

    @cached_property
    def wishes(self) -> list[RoleKind]:
        """Whom the school wishes to speak with."""
        return wished(self.one.sheet.answers()) if self.one.readable else []

    @cached_property
    def steps(self) -> list[Said]:
        """What was done and said, in order, since it was laid before the manager."""
        return [Said(step, self.veil(step.text)) for step in steps_of(self.one)]

    @property
    def stages(self) -> list[Stage]:
        """Where it stands."""
        return stages(ConsultationState(self.one.state))


def steps_of(one: Consultation) -> Iterable[ConsultationStep]:
    """What was done about it, in order."""
    return one.steps.select_related("by", "adviser").order_by("at", "pk")
