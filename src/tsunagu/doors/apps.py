"""The room `doors` as Django sees it."""

from django.apps import AppConfig


class DoorsConfig(AppConfig):
    """Names the room and tells what it holds."""

    name = "tsunagu.doors"
    label = "doors"

    def ready(self) -> None:
        """Say what is held on a child here; listen to imports taken back."""
        from tsunagu.doors import holdings, objections
        from tsunagu.intake import signals
        from tsunagu.school import held

        held.register(holdings.HOLDINGS)
        signals.acted_on.connect(objections.acted_on, dispatch_uid="doors object")
