"""The room `attendance` as Django sees it."""

from django.apps import AppConfig


class AttendanceConfig(AppConfig):
    """Names the room and listens to imports being taken back."""

    name = "tsunagu.attendance"
    label = "attendance"

    def ready(self) -> None:
        """Listen to what ends enrolments or moves class days, and to imports being taken back."""
        from tsunagu.attendance import holdings, objections, receivers
        from tsunagu.intake import signals
        from tsunagu.school import held
        from tsunagu.school import signals as school

        signals.acted_on.connect(receivers.acted_on, dispatch_uid="attendance acted on")
        signals.undone.connect(receivers.undone, dispatch_uid="attendance undone")
        signals.acted_on.connect(objections.acted_on, dispatch_uid="attendance objects")
        school.recorded_until.connect(objections.recorded_until, dispatch_uid="recorded until")
        school.recorded_days.connect(objections.recorded_days, dispatch_uid="recorded days")
        school.days_confirmed.connect(objections.days_confirmed, dispatch_uid="days confirmed")
        held.register(holdings.HOLDINGS)
