"""The screens as Django sees them."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Names the room."""

    name = "tsunagu.web"
    label = "web"
