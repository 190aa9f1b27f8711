"""Printing a share; that it left the system, for whom and in how many copies is on record."""

from django.db import transaction

from tsunagu.access.actor import Actor
from tsunagu.access.policy import Deed
from tsunagu.access.refusal import Refused
from tsunagu.cases.actions.common import faults_of_sections
from tsunagu.cases.actions.shares import note
from tsunagu.cases.doors import allow_either
from tsunagu.cases.models import Copy, Share
from tsunagu.cases.printing.share import share_pdf
from tsunagu.clock import now
from tsunagu.response.actions.common import the_person

PHONE_ON_IT = "保護者の電話が入っているので、それを見られる人が印刷します"


def print_share(*, share: Share, number: int, by: Actor) -> bytes:
    """A share in force as PDF, for either side.

    Raises `Denied`, and `Refused` at a school for who may not see all that is on it.
    """
    person = the_person(by)
    deed = allow_either(by, share, receiver=Deed.SEE_SHARED, school=Deed.ASK_SHARE)
    if deed == Deed.ASK_SHARE and faults_of_sections(share.section_list, share.pupil, by):
        raise Refused([PHONE_ON_IT])
    with transaction.atomic():
        copy = Copy.objects.create(
            municipality=share.municipality, share=share, number=number, by=person, at=now()
        )
        sections = list(share.sections)
        note(by, deed, share, "print", look=True, form="pdf", copies=number, sections=sections)
    return share_pdf(copy)
