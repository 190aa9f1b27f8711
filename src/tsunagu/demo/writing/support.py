"""What the demo's schools have agreed for children who stay away: rhythms, reviews, reasons."""

from datetime import timedelta

import numpy as np

from tsunagu.clock import new_id
from tsunagu.demo.codes import NOT_COME, are
from tsunagu.demo.writing.bulk import insert
from tsunagu.demo.writing.register import Book
from tsunagu.response.enums import GoodReasonKind
from tsunagu.response.models import ContactRhythm, GoodReason, ProtectionFlag, RuleFreeze

KNOWN_AFTER = 20
"""Days not come after which support goes on and is a good reason towards the board."""
AGREED_AFTER = 35
"""Days not come after which two of five families have agreed on a rhythm of contact."""
PUPILS_A_FLAG = 400


def write_support(book: Book) -> None:
    """Good reasons, contact rhythms with their review dates, and protection flags of a year."""
    life, year = book.life, book.life.calendar.year
    come = np.cumsum(are(life.codes[:, : book.until + 1], NOT_COME), axis=1)
    reasons, rhythms, freezes, flags = [], [], [], []
    for n, p in enumerate(map(int, np.flatnonzero(life.drifting))):
        by = book.staff.homeroom[book.back, int(life.classes.home[p])]
        if come[p, -1] >= KNOWN_AFTER and n % 4:
            first = book.days[int(np.argmax(come[p] >= KNOWN_AFTER))]
            row = (new_id(), book.pupils[p], first, year.last, by)
            reasons.append((*row, GoodReasonKind.SUPPORTED, "別室と家庭での学習を続けている"))
        if come[p, -1] >= AGREED_AFTER and n % 5 < 2:
            first = book.days[int(np.argmax(come[p] >= AGREED_AFTER))]
            rhythms.append((new_id(), book.pupils[p], first, year.last, by, 7))
            review = min(book.days[-1] + timedelta(days=10 + n % 20), year.last)
            freezes.append((new_id(), book.pupils[p], first, review, by))
    for p in range(7, len(book.pupils), PUPILS_A_FLAG):
        if book.back == 0 and life.enrolled[p, book.until]:
            by = book.manager(int(life.classes.home[p]))
            flags.append((new_id(), book.pupils[p], year.first, None, by))
    columns = ("id", "pupil", "first", "last", "by")
    same = {"municipality": book.municipality.pk}
    insert(GoodReason, (*columns, "kind", "note"), reasons, **same)
    insert(ContactRhythm, (*columns, "every_days"), rhythms, **same)
    insert(RuleFreeze, columns, freezes, **same)
    insert(ProtectionFlag, columns, flags, **same)
