"""The room `audit` as Django sees it."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Names the room."""

    name = "tsunagu.audit"
    label = "audit"
