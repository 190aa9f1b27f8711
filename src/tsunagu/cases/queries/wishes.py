"""The child's and the family's own words, which come first wherever people work for the child."""

from uuid import UUID

from tsunagu.access.actor import Actor
from tsunagu.access.policy import Deed
from tsunagu.cases.models import Case, Wish
from tsunagu.clock import in_words

NOT_HEARD = "まだ聞いていません。"


def wishes_of(
    actor: Actor, pupil: UUID | None, school: UUID | None
) -> list[tuple[str, Wish | None, list[Wish]]]:
    """What was said last in the child's case at a school; nothing where none is open."""
    if pupil is None:
        return []
    seen = Case.objects.visible_to(actor, Deed.SEE_CASE).open()
    here = seen.filter(pupil=pupil, school=school).order_by("-begun_at", "pk")
    cases = list(here.prefetch_related("wishes"))
    spoken = max(cases, key=lambda case: bool(case.wishes.all()), default=None)
    return spoken.words if spoken else []


def wishes_in_lines(actor: Actor, pupil: UUID, school: UUID) -> list[tuple[str, str]]:
    """The same for paper: whose words, and what was said, with who heard it when."""
    return [
        (label, f"{said.words}\n（{_heard(said)}）" if said else NOT_HEARD)
        for label, said, _ in wishes_of(actor, pupil, school)
    ]


def _heard(said: Wish) -> str:
    return f"{in_words(said.heard_on, year=True)}　{said.heard_by}が聞いた"
