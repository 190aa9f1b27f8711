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
from tsunagu.forms.answers import NOTHING, Answers, Given, Value
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


def veiled_answers(sheet: Sheet, veil: Callable[[str], str]) -> Answers:
    """The answers of a sheet in the same way; nothing of whence they came or what they rest on."""
    answers = sheet.answers()
    said = ((one, given_to(answers, one)) for one in asks(sheet))
    return {
        one.id: Given(given.value if _names_nobody(one, given) else veiled_value(given.value, veil))
        for one, given in said
    }


def veiled_value(value: Value, veil: Callable[[str], str]) -> Value:
    """An answer with each of its texts as somebody else reads it; what was chosen stays."""
    if isinstance(value, str):
        return veil(value)
    if isinstance(value, list):
        return [veiled_value(one, veil) for one in value]
    if isinstance(value, dict):
        kept = ("chosen", "row")
        return {k: v if k in kept else veiled_value(v, veil) for k, v in value.items()}
    return value


def _veiled(field: FormField, given: Given, veil: Callable[[str], str]) -> str:
    words = in_words_of(field, given.value)
    return words if _names_nobody(field, given) else veil(words)


def _names_nobody(field: FormField, given: Given) -> bool:
    """May an answer stand as it is? A signature, a day, and what is known of the school itself."""
    plain = field.first in NAMELESS and not given.overwritten
    return plain or field.kind in {"sign", "date"}


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
