"""What every template knows."""

from typing import Any

from django.http import HttpRequest

from tsunagu.clock import now, today
from tsunagu.web.entry.sessions import idle_seconds
from tsunagu.web.menu import Shell


def page(request: HttpRequest) -> dict[str, Any]:
    """Who is signed in and for how long untouched, the frame, and the clock's date and time."""
    actor = getattr(request, "actor", None)
    shell = Shell(actor, request.path) if actor else None
    idle = idle_seconds(actor) if actor else None
    return {"actor": actor, "shell": shell, "idle": idle, "today": today(), "now": now()}
