"""The change of staff at the board on one page."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from tsunagu.access.actor import Scope
from tsunagu.access.looks import note_look
from tsunagu.access.models import Account
from tsunagu.access.policy import Deed, may
from tsunagu.cases.board_turnover import BoardTurnover, Entrusted, board_turnover
from tsunagu.clock import today
from tsunagu.org.models import Person
from tsunagu.response.turnover import last_day
from tsunagu.web.http import Request, guarded
from tsunagu.web.turnover.cards import RoleLine, role_line
from tsunagu.web.turnover.views import DayForm

PAGES = {"consultation": "consultations:received", "request": "consultations:request"}
WHAT = {"consultation": "相談", "request": "依頼"}


@dataclass(frozen=True)
class Line:
    """Something that a school asked, as a line with its page."""

    one: Entrusted

    @property
    def what(self) -> str:
        """What it is."""
        return WHAT[self.one.about]

    @property
    def url(self) -> str:
        """The page on which somebody else is asked."""
        return reverse(PAGES[self.one.about], args=[self.one.key])


@dataclass(frozen=True)
class BoardCard:
    """A person for whom something ends or begins, and what schools wait for from them."""

    person: Person
    has_account: bool
    ends: list[RoleLine]
    begins: list[RoleLine]
    lines: list[Line]


@guarded(Deed.SEE_BOARD_TURNOVER)
@require_GET
def page(request: Request) -> HttpResponse:
    """Who leaves the board after a day, who comes, and what of the schools' asking is left.

    The day is the one asked for, or 31 March.
    """
    form = DayForm(request.GET or {"last": last_day(today())})
    if not form.is_valid():
        for error in form.errors["last"]:
            messages.error(request, str(error))
    change = board_turnover(request.actor, form.cleaned_data.get("last") or last_day(today()))
    told = [one.pupil for some in change.entrusted.values() for one in some]
    note_look(request.actor, Deed.SEE_CONSULTATION, kind="consultation_list", key="", pupils=told)
    context = {
        "change": change,
        "cards": _cards(change),
        "gaps": [role_line(term, {}) for term in change.gaps],
        "answers": may(request.actor, Deed.SEE_CONSULTATION, Scope(request.actor.municipality.pk)),
        "day_form": DayForm(initial={"last": change.last}),
    }
    return render(request, "turnover/board.html", context)


def _cards(change: BoardTurnover) -> dict[str, list[BoardCard]]:
    """Everybody by what becomes of them; `gone` are they who answer no more already."""
    known = set(Account.objects.filter(person__in=change.people).values_list("person", flat=True))
    cards: dict[str, list[BoardCard]] = {"leave": [], "change": [], "come": [], "gone": []}
    moves = {move.person: move for move in change.moves}
    for person, who in change.people.items():
        move = moves.get(person)
        ends, begins = (move.ends, move.begins) if move else ((), ())
        card = BoardCard(
            who,
            person in known,
            [role_line(term, {}) for term in ends],
            [role_line(term, {}) for term in begins],
            [Line(one) for one in change.entrusted.get(person, ())],
        )
        what = "gone" if move is None else "leave" if move.leaves else "come" if move.comes else ""
        cards[what or "change"].append(card)
    return cards
