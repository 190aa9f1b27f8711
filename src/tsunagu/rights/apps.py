"""The room `rights` as Django sees it."""

from django.apps import AppConfig


class RightsConfig(AppConfig):
    """Names the room and tells what it holds."""

    name = "tsunagu.rights"
    label = "rights"

    def ready(self) -> None:
        """Say what is held on a child here."""
        from tsunagu.rights import holdings
        from tsunagu.school import held

        held.register(holdings.HOLDINGS)
