"""What every template knows."""

from typing import Any

from django.http import HttpRequest

from tsunagu.clock import now, today
from tsunagu.web.menu import Shell


def page(request: HttpRequest) -> dict[str, Any]:
    """Who is signed in, the frame around the page, and the clock's date and time."""
    actor = getattr(request, "actor", None)
    shell = Shell(actor, request.path) if actor else None
    return {"actor": actor, "shell": shell, "today": today(), "now": now()}
