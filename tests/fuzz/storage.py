"""What the database holds, row by row, to tell that nothing was written."""

import hashlib

from django.apps import apps
from django.db import models

PASSING = {"Session", "UserSession", "Event", "DBTaskResult"}
"""What a request or a refusal may leave behind: sessions, the audit, a task that ran."""


def held() -> str:
    """A digest of every row of every table but those that tell of requests."""
    total = hashlib.sha256()
    for model in apps.get_models():
        if model.__name__ not in PASSING:
            total.update(repr(_rows(model)).encode("utf-8", "surrogatepass"))
    return total.hexdigest()


def _rows(model: type[models.Model]) -> list[tuple[object, ...]]:
    return list(model._default_manager.order_by("pk").values_list())
