"""The room `attendance` as Django sees it."""

from django.apps import AppConfig


class AttendanceConfig(AppConfig):
    """Names the room and listens to imports being taken back."""

    name = "tsunagu.attendance"
    label = "attendance"

    def ready(self) -> None:
        """Listen to undone imports."""
        from tsunagu.attendance import receivers
        from tsunagu.intake import signals

        signals.acted_on.connect(receivers.acted_on, dispatch_uid="attendance acted on")
        signals.undone.connect(receivers.undone, dispatch_uid="attendance undone")
