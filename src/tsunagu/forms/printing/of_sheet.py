"""A stored sheet as it stands on paper today."""

from dataclasses import replace

from tsunagu.clock import today
from tsunagu.forms.answers import Answers
from tsunagu.forms.enums import SheetState
from tsunagu.forms.models import Sheet
from tsunagu.forms.printing.layout import paper_of
from tsunagu.forms.printing.paper import Heading, Paper
from tsunagu.packs.forms import Form
from tsunagu.packs.loader import load_pack
from tsunagu.school.initials import initials

STATES = {SheetState.DRAFT: "下書き", SheetState.WITHDRAWN: "取り下げ"}


def paper_for(sheet: Sheet, *, origins: bool = True) -> Paper:
    """A sheet as it stands on paper today, with or without where its first values came from."""
    form = sheet.definition
    return paper_of(form, sheet.answers(), _heading(sheet, form), origins=origins)


def paper_by_initials(sheet: Sheet, answers: Answers) -> Paper:
    """A sheet with the answers as they read for who does not know the child."""
    form, pupil = sheet.definition, sheet.pupil
    whose = initials(pupil.family_kana, pupil.given_kana) if pupil else ""
    heading = replace(_heading(sheet, form), whose=whose)
    return paper_of(form, answers, heading, origins=False)


def _heading(sheet: Sheet, form: Form) -> Heading:
    """Whom paper names: as the form does, by initials or in full."""
    whose = ""
    if sheet.pupil:
        pupil = sheet.pupil
        full = form.names == "full"
        whose = pupil.name if full else initials(pupil.family_kana, pupil.given_kana)
    return Heading(
        printed=today(),
        whose=whose,
        state=STATES.get(SheetState(sheet.state), ""),
        source=load_pack(sheet.version.pack).title_of(form),
    )
