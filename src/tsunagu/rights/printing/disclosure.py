"""The answer to a claim for disclosure: plain values, from which what is black is truly absent."""

from datetime import date
from pathlib import Path
from typing import Any

from tsunagu.clock import in_words, today
from tsunagu.packs.loader import phrases
from tsunagu.rights.models import Claim, Item
from tsunagu.rights.rules import blacked
from tsunagu.school.held import Line, holdings
from tsunagu.typeset import pdf_of

TEMPLATE = Path(__file__).with_name("disclosure.typ")


def disclosure_of(claim: Claim) -> dict[str, Any]:
    """What is given, kind by kind; of what is withheld only its kind and the ground.

    What is untold and withheld is in nothing, so that no kind, count or order shows it.
    """
    labels = {
        one.id: f"個人情報の保護に関する法律{one.label}（{one.text}）"
        for one in phrases(claim.municipality.packs, "rights.ground", claim.received_on)
    }
    by_kind: dict[str, list[Item]] = {}
    for item in claim.items.exclude(withheld=True, untold=True).order_by("day", "key"):
        by_kind.setdefault(item.holding, []).append(item)
    return {
        "municipality": claim.municipality.name,
        "asked_by": claim.asked_by,
        "capacity": claim.get_capacity_display(),
        "received_on": str(claim.received_on),
        "given_on": str(claim.ended_on or today()),
        "kinds": [
            {
                "kind": one.name,
                "label": one.label,
                "records": [_record(item, labels) for item in by_kind[one.name]],
            }
            for one in holdings()
            if one.name in by_kind
        ],
    }


def _record(item: Item, labels: dict[str, str]) -> dict[str, Any]:
    """A record as it is given."""
    ground = labels.get(item.ground, item.ground)
    if item.withheld:
        return {"withheld": True, "ground": ground}
    black = sum(span["black"] for span in item.spans)
    lines = [_line(item, line) for line in item.lines]
    return {"withheld": False, "blacked_out": black, "ground": ground, "lines": lines}


def _line(item: Item, line: Line) -> dict[str, Any]:
    """A fact without what is black in it; a value for machines only where nothing is."""
    spans = [span for span in item.spans if span["field"] == line["field"]]
    text = blacked(line["text"], spans)
    told = {"field": line["field"], "label": line["label"], "text": text}
    return told if line["free"] or text != line["text"] else {**told, "value": line["value"]}


def disclosure_pdf(written: dict[str, Any]) -> bytes:
    """The same as paper, A4, its dates in words."""
    dates = ("received_on", "given_on")
    told = {name: in_words(date.fromisoformat(written[name]), year=True) for name in dates}
    return pdf_of(TEMPLATE, {**written, **told, "printed": in_words(today(), year=True)})
