"""The room `school` as Django sees it."""

from django.apps import AppConfig


class SchoolConfig(AppConfig):
    """Names the room."""

    name = "tsunagu.school"
    label = "school"
