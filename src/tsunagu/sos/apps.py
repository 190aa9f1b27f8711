"""The room `sos` as Django sees it."""

from django.apps import AppConfig


class SosConfig(AppConfig):
    """Names the room and tells what it holds."""

    name = "tsunagu.sos"
    label = "sos"

    def ready(self) -> None:
        """Say what is held on a child here; listen to imports taken back."""
        from tsunagu.intake import signals
        from tsunagu.school import held
        from tsunagu.sos import holdings, objections

        held.register(holdings.HOLDINGS)
        signals.acted_on.connect(objections.acted_on, dispatch_uid="sos object")
