"""The room `response` as Django sees it."""

from django.apps import AppConfig


class ResponseConfig(AppConfig):
    """Names the room."""

    name = "tsunagu.response"
    label = "response"
