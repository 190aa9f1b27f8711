"""The recap of a conference: one page, begun with all that the conference says."""

from django.db import transaction

from tsunagu.access.actor import Actor
from tsunagu.access.policy import Deed, require
from tsunagu.access.refusal import Refused
from tsunagu.cases.filled import READ
from tsunagu.cases.models import Conference
from tsunagu.forms.actions import begin_sheet
from tsunagu.forms.enums import SheetState
from tsunagu.forms.models import Sheet

RECAP = "meeting-recap"
"""The form of the recap."""


def recap_of(*, conference: Conference, by: Actor) -> Sheet:
    """The recap of a conference that was held: the one begun before, or a new one.

    Raises `Denied` and `Refused`.
    """
    case = conference.case
    require(by, Deed.SEE_CASE, case.scope)
    require(by, Deed.WRITE_SHEET, case.sheet_scope)
    with transaction.atomic():
        row = Conference.objects.select_for_update(of=("self",)).get(pk=conference.pk)
        if row.recap and row.recap.state != SheetState.WITHDRAWN:
            return row.recap
        if not row.held:
            raise Refused(["会議の記録を確定してから、まとめを作ります"])
        row.recap = begin_sheet(
            form=RECAP,
            school=case.school,
            pupil=case.pupil,
            by=by,
            read={READ: row},
            within=case.sheet_scope,
        )
        row.save(update_fields=["recap"])
    return row.recap
