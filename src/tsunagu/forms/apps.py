"""The room `forms` as Django sees it."""

from django.apps import AppConfig


class FormsConfig(AppConfig):
    """Names the room and tells what it holds and what it can fill in."""

    name = "tsunagu.forms"
    label = "forms"

    def ready(self) -> None:
        """Say what is held on a child here and what schools know; listen to imports taken back."""
        from tsunagu.forms import facts, holdings, objections
        from tsunagu.intake import signals
        from tsunagu.school import held

        held.register(holdings.HOLDINGS)
        facts.register()
        signals.acted_on.connect(objections.acted_on, dispatch_uid="forms object")
