"""The room `attendance` as Django sees it."""

from django.apps import AppConfig


class AttendanceConfig(AppConfig):
    """Names the room."""

    name = "tsunagu.attendance"
    label = "attendance"
