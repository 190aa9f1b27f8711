"""The room `families` as Django sees it."""

from django.apps import AppConfig


class FamiliesConfig(AppConfig):
    """Names the room and tells what it holds."""

    name = "tsunagu.families"
    label = "families"

    def ready(self) -> None:
        """Say what is held on a child here; listen to imports taken back."""
        from tsunagu.families import holdings, objections
        from tsunagu.intake import signals
        from tsunagu.school import held

        held.register(holdings.HOLDINGS)
        signals.acted_on.connect(objections.acted_on, dispatch_uid="families object")
