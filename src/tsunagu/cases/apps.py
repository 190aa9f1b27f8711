"""The room `cases` as Django sees it."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Names the room."""

    name = "tsunagu.cases"
    label = "cases"
