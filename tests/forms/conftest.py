"""The town that adds a form of its own."""

from tests.forms.town import town, town_pack

__all__ = ["town", "town_pack"]
