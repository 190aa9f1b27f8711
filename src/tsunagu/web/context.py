"""What every template knows."""

from typing import Any

from django.http import HttpRequest

from tsunagu.clock import now, today


def page(request: HttpRequest) -> dict[str, Any]:
    """Who is signed in, and the clock's date and time."""
    return {"actor": getattr(request, "actor", None), "today": today(), "now": now()}
