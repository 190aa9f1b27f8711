"""A handover as PDF for a school elsewhere: every page names for whom it is."""

from dataclasses import asdict
from pathlib import Path

from tsunagu.cases.models import Handover
from tsunagu.cases.queries.handed import contents
from tsunagu.clock import in_words, today
from tsunagu.typeset import pdf_of

TEMPLATE = Path(__file__).with_name("handover.typ")


def handover_pdf(handover: Handover, printed_by: str) -> bytes:
    """What was kept when a manager signed it off."""
    grounds = (handover.get_ground_display(), handover.law, handover.given_by)
    data = {
        "name": handover.pupil.name,
        "kana": handover.pupil.kana,
        "school": handover.school.name,
        "receiver": handover.receiver,
        "ground": "　".join(one for one in grounds if one),
        "printed": f"{in_words(today(), year=True)} 印刷　{printed_by}",
        "parts": [asdict(part) for part in contents(handover)],
    }
    return pdf_of(TEMPLATE, data)
