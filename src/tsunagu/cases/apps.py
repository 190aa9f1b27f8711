"""The room `cases` as Django sees it."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Names the room and tells what it holds."""

    name = "tsunagu.cases"
    label = "cases"

    def ready(self) -> None:
        """Say what is held on a child here."""
        from tsunagu.cases import holdings
        from tsunagu.school import held

        held.register(holdings.HOLDINGS)
