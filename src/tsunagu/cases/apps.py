"""The room `cases` as Django sees it."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Names the room and tells what it holds."""

    name = "tsunagu.cases"
    label = "cases"

    def ready(self) -> None:
        """Say what is held on a child here, and listen to imports being taken back."""
        from tsunagu.cases import holdings, objections
        from tsunagu.intake import signals
        from tsunagu.school import held

        held.register(holdings.HOLDINGS)
        signals.acted_on.connect(objections.acted_on, dispatch_uid="cases object")
