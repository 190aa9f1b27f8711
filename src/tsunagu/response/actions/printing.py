"""Printing the recap of a sharing; that it left the system is on record."""

from tsunagu.access.actor import Actor
from tsunagu.access.policy import Deed
from tsunagu.clock import today
from tsunagu.response.actions.common import allow, write_down
from tsunagu.response.models import Sharing
from tsunagu.response.printing.recap import recap_pdf


def print_recap(*, sharing: Sharing, place: str, said: list[tuple[str, str]], by: Actor) -> bytes:
    """The recap as PDF, with the pupil's school and class as its head. Raises `Denied`.

    `said` are the child's and the family's own words, by whose they are.
    """
    pupil = sharing.pupil
    allow(by, Deed.SHARE, pupil, today())
    write_down(by, Deed.SHARE, pupil, "sharing", sharing.pk, look=True, form="pdf")
    return recap_pdf(sharing, place, said)
