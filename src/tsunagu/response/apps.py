"""The room `response` as Django sees it."""

from django.apps import AppConfig


class ResponseConfig(AppConfig):
    """Names the room and listens to the rooms below."""

    name = "tsunagu.response"
    label = "response"

    def ready(self) -> None:
        """Listen to deeds that change days."""
        from tsunagu.attendance import signals as attendance
        from tsunagu.forms import filling as forms
        from tsunagu.intake import signals as intake
        from tsunagu.response import absent, filling, holdings, objections, receivers
        from tsunagu.school import held
        from tsunagu.school import signals as school

        attendance.marks_changed.connect(receivers.marks_changed, dispatch_uid="reconcile")
        attendance.days_changed.connect(receivers.much_changed, dispatch_uid="stale days")
        school.calendar_changed.connect(receivers.much_changed, dispatch_uid="stale calendar")
        intake.acted_on.connect(objections.acted_on, dispatch_uid="response objects")
        held.register(holdings.HOLDINGS)
        forms.register({**filling.SOURCES, **absent.SOURCES})
