"""What of sharing outside the school waits for a person, on either side."""

from django.http import HttpResponse
from django.shortcuts import render

from tsunagu.access.policy import Deed, may_somewhere
from tsunagu.cases.looks import note_list
from tsunagu.cases.models import NoteRead
from tsunagu.cases.queries import (
    called,
    declines_to_read,
    reports_to_read,
    stopped,
    to_answer,
    to_confirm,
    unread,
)
from tsunagu.web.components.tabs import Tab
from tsunagu.web.confirming.views import how_many
from tsunagu.web.http import Request
from tsunagu.web.today.cards import PER_PAGE


def show_outside(request: Request, tabs: list[Tab]) -> HttpResponse:
    """Shares to confirm or to answer, and what is not yet read: all that an agency owes."""
    actor = request.actor
    lists = {
        "confirming": list(to_confirm(actor)[:PER_PAGE]),
        "still": list(stopped(actor)[:PER_PAGE]),
        "declined": list(declines_to_read(actor)[:PER_PAGE]),
    }
    answering = list(to_answer(actor)[:PER_PAGE])
    reports = list(reports_to_read(actor)[:PER_PAGE])
    notes = list(unread(actor)[:PER_PAGE])
    shown = [share for shares in (*lists.values(), answering) for share in shares]
    told = [*(one.share for one in reports), *(one.note.share for one in notes)]
    note_list(actor, Deed.SEE_TODAY, [*shown, *told], kind="outside_list")
    context = {
        **lists,
        "tabs": tabs,
        "second": how_many(actor),
        "answering": [(share, called(share)) for share in answering],
        "reports": reports,
        "notes": [_line(request, one) for one in notes],
        "person": actor.person,
        "receives": may_somewhere(actor, Deed.SEE_SHARED),
    }
    return render(request, "today/outside.html", context)


def _line(request: Request, one: NoteRead) -> tuple[object, str, bool, str]:
    """A note, what its reader calls the child, on the agency's side or not, and for who has left.

    The last is a name, empty where the note is for the reader.
    """
    actor, share = request.actor, one.note.share
    received = share.receiver_id in {held.organisation for held in actor.held}
    left = "" if one.person == actor.person else one.person.name
    return one.note, called(share), received, left
