"""The room `intake` as Django sees it."""

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    """Names the room."""

    name = "tsunagu.intake"
    label = "intake"
