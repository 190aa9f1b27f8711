"""The room `cases` as Django sees it."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Names the room and tells what it holds."""

    name = "tsunagu.cases"
    label = "cases"

    def ready(self) -> None:
        """Say what is held on a child here and what forms get; listen to sheets and to imports."""
        from tsunagu.cases import (
            filled,
            filling,
            holdings,
            leaving,
            objections,
            reaching,
            sheet_teams,
        )
        from tsunagu.cases.actions import consultations, follow_ups, small_steps, told
        from tsunagu.forms import bundles, teams
        from tsunagu.forms import filling as forms
        from tsunagu.forms import signals as sheets
        from tsunagu.intake import signals
        from tsunagu.response import possessions
        from tsunagu.response import signals as tasks
        from tsunagu.school import held

        held.register(holdings.HOLDINGS)
        forms.register(filling.SOURCES)
        forms.register(filled.SOURCES)
        bundles.register(reaching.TO_THE_BOARD)
        teams.register(sheet_teams.TEAMS)
        possessions.register(leaving.things)
        signals.acted_on.connect(objections.acted_on, dispatch_uid="cases object")
        tasks.ended.connect(small_steps.task_ended, dispatch_uid="cases end a step")
        sheets.answered.connect(told.answered, dispatch_uid="cases hear of abuse")
        sheets.signed.connect(consultations.signed, dispatch_uid="cases send a consultation")
        sheets.withdrawn.connect(
            consultations.withdrawn, dispatch_uid="cases withdraw a consultation"
        )
        sheets.withdrawn.connect(follow_ups.withdrawn, dispatch_uid="cases follow a slip no more")
