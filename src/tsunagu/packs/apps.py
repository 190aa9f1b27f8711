"""The room `packs` as Django sees it."""

from django.apps import AppConfig


class PacksConfig(AppConfig):
    """Names the room."""

    name = "tsunagu.packs"
    label = "packs"
