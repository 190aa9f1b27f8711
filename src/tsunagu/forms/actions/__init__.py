"""What people do with sheets: begin, write, sign, complete, withdraw, correct, print many."""

from tsunagu.forms.actions.answers import Changed, save_answer
from tsunagu.forms.actions.bundles import (
    begin_bundle,
    cancel_bundle,
    close_bundle,
    resume_bundle,
)
from tsunagu.forms.actions.sheets import begin_sheet, complete_sheet, correct_sheet, withdraw_sheet
from tsunagu.forms.actions.signing import sign_sheet

__all__ = [
    "Changed",
    "begin_bundle",
    "begin_sheet",
    "cancel_bundle",
    "close_bundle",
    "complete_sheet",
    "correct_sheet",
    "resume_bundle",
    "save_answer",
    "sign_sheet",
    "withdraw_sheet",
]
