"""A share as PDF: every page says for whom it was printed, and in how many copies."""

from dataclasses import asdict
from pathlib import Path

from tsunagu.cases.models import Copy
from tsunagu.cases.queries.shared import Part, parts_of, who
from tsunagu.cases.queries.veils import veil
from tsunagu.clock import JST, in_words
from tsunagu.typeset import pdf_of

TEMPLATE = Path(__file__).with_name("share.typ")


def share_pdf(copy: Copy) -> bytes:
    """The sections as they are now, for one copy's number and receiver."""
    share = copy.share
    child, said = who(share), veil(share)
    on = in_words(copy.at.astimezone(JST).date(), year=True)
    terms = [
        ("受け取る機関", share.receiver.name),
        ("根拠", "　".join(part for part in (share.get_basis_display(), said(share.law)) if part)),
        ("目的", said(share.purpose)),
        ("期間", f"{in_words(share.first, year=True)}から{in_words(share.last, year=True)}まで"),
        *child.facts,
    ]
    data = {
        "name": child.name,
        "receiver": share.receiver.name,
        "copies": copy.number,
        "printed": f"{on} 印刷　{copy.by.name}",
        "parts": [asdict(part) for part in (Part("この共有について", terms), *parts_of(share))],
    }
    return pdf_of(TEMPLATE, data)
