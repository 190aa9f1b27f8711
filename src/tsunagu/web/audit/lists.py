"""What the lists of the audit share: the form to ask for fewer, a page of lines, and a file."""

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.http import content_disposition_header

from tsunagu.access.deeds import Deed
from tsunagu.access.labels import DEED_LABELS
from tsunagu.audit.models import Event
from tsunagu.clock import in_words, today
from tsunagu.oversight.queries import Line, Wanted, lines, person_names
from tsunagu.oversight.sentences import part_of_the_system
from tsunagu.spreadsheet import csv_bytes
from tsunagu.web.components.forms import FromToForm, date_field
from tsunagu.web.http import Request

PER_PAGE = 50
PIECE = 1000
WHAT = (("", "すべて"), ("seen", "見た"), ("done", "書いた・変えた"), ("out", "書き出した"))
HEAD = ("日時", "だれが", "子ども", "したこと", "どこから", "どの役割で")


class WantedForm(FromToForm):
    """Days, looks or deeds, which deed, and whose; it stands in the address, without a name."""

    first = date_field("この日から", required=False)
    last = date_field("この日まで", required=False)
    what = forms.ChoiceField(label="見た・書いた", choices=WHAT, required=False)
    deed = forms.ChoiceField(label="できること", required=False)
    actor = forms.ChoiceField(label="だれが", required=False)

    def __init__(self, request: Request, events: QuerySet[Event], *, whose: bool) -> None:
        super().__init__(request.GET)
        deeds = events.order_by().values_list("deed", flat=True).distinct()
        self._offer("deed", ((one, _label(one)) for one in deeds))
        if not whose:
            del self.fields["actor"]
            return
        actors = set(events.order_by().values_list("actor", flat=True).distinct())
        names = person_names(request.actor, actors)
        self._offer(
            "actor",
            ((one, names.get(one) or part_of_the_system(one) or "（削除済み）") for one in actors),
        )

    def _offer(self, name: str, choices: Iterable[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        ordered = sorted(choices, key=lambda choice: choice[1])
        field.choices = [("", "すべて"), *ordered]

    def of(self, events: QuerySet[Event]) -> QuerySet[Event]:
        """The events that fit; none while something asked for cannot be read."""
        if not self.is_valid():
            return events.none()
        asked: dict[str, Any] = {name: value for name, value in self.cleaned_data.items() if value}
        return Wanted(**asked).of(events)


def _label(deed: str) -> str:
    return DEED_LABELS[Deed(deed)] if deed in set(Deed) else "サインイン・保守"


def page_of(request: Request, events: QuerySet[Event], *, whose: bool) -> dict[str, Any]:
    """What the template shows: the form, a page of events, and their lines in words."""
    form = WantedForm(request, events, whose=whose)
    page = Paginator(form.of(events), PER_PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    return {
        "form": form,
        "page": page,
        "lines": lines(request.actor, page.object_list),
        "query": query.urlencode(),
    }


def file_of(request: Request, events: QuerySet[Event], *, whose: bool, name: str) -> HttpResponse:
    """The events asked for as CSV, a row each, safe to open in a spreadsheet."""
    found = _all(request, WantedForm(request, events, whose=whose).of(events))
    rows = chain([HEAD], map(_row, found))
    disposition = content_disposition_header(True, f"{name}_{today()}.csv") or ""
    return HttpResponse(
        csv_bytes(rows),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": disposition},
    )


def _row(line: Line) -> tuple[str, ...]:
    """A line of the file."""
    at = f"{in_words(line.at.date(), year=True)} {line.at:%H:%M:%S}"
    return (at, line.who, line.pupil, line.sentence, line.via, line.basis)


def _all(request: Request, events: QuerySet[Event]) -> Iterator[Line]:
    """Every line; the names of a thousand events at a time."""
    piece: list[Event] = []
    for event in events.iterator(PIECE):
        piece.append(event)
        if len(piece) == PIECE:
            yield from lines(request.actor, piece)
            piece = []
    yield from lines(request.actor, piece)
