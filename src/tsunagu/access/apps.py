"""The room `access` as Django sees it."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    """Names the room."""

    name = "tsunagu.access"
    label = "access"
