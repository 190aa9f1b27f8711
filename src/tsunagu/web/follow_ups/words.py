"""Who owes what of a slip, in words."""

from tsunagu.cases.enums import FollowUpOwner
from tsunagu.cases.models import FollowUp
from tsunagu.cases.queries.follow_ups import turn_of_slip


def owner_words(one: FollowUp, *, named: bool) -> str:
    """Who owes the next step today, at school with the writer by name."""
    turn = turn_of_slip(one)
    writer = one.sheet.begun_by.name if named else FollowUpOwner.WRITER.label
    words = {**{who: who.label for who in FollowUpOwner}, FollowUpOwner.WRITER: writer}
    return "、".join(words[who] for who in FollowUpOwner if who in turn)
