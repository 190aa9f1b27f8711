"""The room `oversight` as Django sees it."""

from django.apps import AppConfig


class OversightConfig(AppConfig):
    """Names the room."""

    name = "tsunagu.oversight"
    label = "oversight"
