"""What was approved leaves the house: PDF and JSON in a ZIP."""

import json
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from django.db import transaction

from tsunagu.access.actor import Actor
from tsunagu.access.policy import Deed
from tsunagu.access.refusal import Refused
from tsunagu.clock import today
from tsunagu.rights.actions.common import allow, become, check_kept, held, write_down
from tsunagu.rights.enums import TO_GIVE, ClaimKind, ClaimState
from tsunagu.rights.models import Claim
from tsunagu.rights.printing.disclosure import disclosure_of, disclosure_pdf

NOT_YET = "まだ渡せません。見直しと、見直した人とは別の人の承認が済んでから渡します。"


def bundle(*, claim: Claim, by: Actor) -> bytes:
    """The approved answer: a ZIP of `disclosure.pdf` and `disclosure.json`; given, it is answered.

    Raises `Denied`, and `Refused` before it was reviewed and approved.
    """
    allow(by, Deed.APPROVE_CLAIM, claim)
    with transaction.atomic():
        claim = held(claim)
        if claim.state not in TO_GIVE or claim.kind != ClaimKind.DISCLOSURE:
            raise Refused([NOT_YET])
        check_kept(claim)
        if claim.state == ClaimState.APPROVED:
            become(claim, ClaimState.ANSWERED)
            claim.ended_on = today()
            claim.save(update_fields=["state", "ended_on"])
        write_down(by, Deed.APPROVE_CLAIM, claim, look=True, form="zip", state=claim.state)
    written = disclosure_of(claim)
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as zipped:
        zipped.writestr("disclosure.pdf", disclosure_pdf(written))
        told = json.dumps(written, ensure_ascii=False, indent=1)
        zipped.writestr("disclosure.json", told.encode())
    return packed.getvalue()
