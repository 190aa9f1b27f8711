"""The room `org` as Django sees it."""

from django.apps import AppConfig


class OrgConfig(AppConfig):
    """Names the room."""

    name = "tsunagu.org"
    label = "org"
