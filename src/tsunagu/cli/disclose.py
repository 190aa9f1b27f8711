"""`tsunagu disclose`: what was reviewed and approved of one child, as PDF and JSON in a ZIP."""

import argparse
from pathlib import Path

from tsunagu.access.actor import Actor
from tsunagu.access.policy import Deed
from tsunagu.cli.common import Subcommands, acting, add_acting, fail
from tsunagu.rights.actions import bundle
from tsunagu.rights.enums import ClaimKind, ClaimState
from tsunagu.rights.models import Claim


def add(sub: Subcommands) -> None:
    """Add the command."""
    parser = sub.add_parser("disclose", help="見直しと承認の済んだ開示（PDFとJSONのZIP）")
    parser.add_argument("pupil", metavar="PUPIL", help="児童生徒ID（名簿のsourcedId）")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE.zip", help="*.zip")
    parser.add_argument("--claim", metavar="CLAIM", help="請求のID（請求がいくつもあるとき）")
    add_acting(parser, by_a_person=True)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Hand an approved claim's answer to who is named; nothing, and say so, before it is.

    What somebody may not hand over answers like what nobody asked for.
    """
    if args.out.suffix.lower() != ".zip":
        fail(f"{args.out}: ファイル名は .zip で終わらせてください")
    by = acting(args)
    args.out.write_bytes(bundle(claim=_claim(args, by), by=by))
    return 0


def _claim(args: argparse.Namespace, by: Actor) -> Claim:
    """The one claim that is meant: the one still open, or where none is, the one answered."""
    found = (
        Claim.objects.visible_to(by, Deed.APPROVE_CLAIM)
        .filter(pupil__identities__sourced_id=args.pupil, kind=ClaimKind.DISCLOSURE)
        .exclude(state=ClaimState.WITHDRAWN)
        .distinct()
        .order_by("received_on", "pk")
    )
    claims = [one for one in found if args.claim in (None, str(one.pk))]
    claims = [one for one in claims if one.is_open] or claims
    if not claims:
        fail(
            f"「{args.pupil}」の開示の請求は受け付けていません。画面の「開示などの請求」で受け付けます。"
        )
    if len(claims) > 1:
        known = "、".join(
            f"{one.pk}（{one.received_on}受付・{one.get_state_display()}）" for one in claims
        )
        fail(f"開示の請求がいくつもあります。--claim で一つを指定してください: {known}")
    return claims[0]
