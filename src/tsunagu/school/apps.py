"""The room `school` as Django sees it."""

from django.apps import AppConfig


class SchoolConfig(AppConfig):
    """Names the room."""

    name = "tsunagu.school"
    label = "school"

    def ready(self) -> None:
        """Answer what stands on an import, and tell when one was taken back."""
        from tsunagu.intake import signals
        from tsunagu.school import held, holdings
        from tsunagu.school.imports import undo

        signals.acted_on.connect(undo.acted_on)
        signals.undone.connect(undo.undone)
        held.register(holdings.HOLDINGS)
