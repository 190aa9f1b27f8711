"""The screens as Django sees them."""

from django.apps import AppConfig
from django.core.validators import MaxLengthValidator

TOO_LONG = "%(limit_value)d文字までにしてください。いまは%(show_value)d文字です"


class WebConfig(AppConfig):
    """Names the room."""

    name = "tsunagu.web"
    label = "web"

    def ready(self) -> None:
        """Django's own sentence on a text too long reads as translated from English."""
        MaxLengthValidator.message = TOO_LONG
