"""The room `rights` as Django sees it."""

from django.apps import AppConfig


class RightsConfig(AppConfig):
    """Names the room and tells what it holds."""

    name = "tsunagu.rights"
    label = "rights"

    def ready(self) -> None:
        """Say what is held on a child here, and listen to imports being taken back."""
        from tsunagu.intake import signals
        from tsunagu.rights import holdings, objections
        from tsunagu.school import held

        held.register(holdings.HOLDINGS)
        signals.acted_on.connect(objections.acted_on, dispatch_uid="rights object")
