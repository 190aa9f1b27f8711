"""`tsunagu disclose`: what was reviewed and approved of one child, as PDF and JSON in a ZIP."""

import argparse
from pathlib import Path

from tsunagu.cli.common import Subcommands, acting, add_acting, fail
from tsunagu.rights.actions import bundle
from tsunagu.rights.enums import ClaimKind
from tsunagu.rights.models import Claim


def add(sub: Subcommands) -> None:
    """Add the command."""
    parser = sub.add_parser("disclose", help="見直しと承認の済んだ開示（PDFとJSONのZIP）")
    parser.add_argument("pupil", metavar="PUPIL", help="児童生徒ID（名簿のsourcedId）")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE.zip", help="*.zip")
    add_acting(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Write the newest claim's answer to the file; nothing, and say so, before it is approved."""
    if args.out.suffix.lower() != ".zip":
        fail(f"{args.out}: ファイル名は .zip で終わらせてください")
    by = acting(args)
    claims = Claim.objects.filter(
        municipality=by.municipality,
        pupil__identities__sourced_id=args.pupil,
        kind=ClaimKind.DISCLOSURE,
    )
    newest = claims.order_by("-received_on", "-pk").first()
    if newest is None:
        fail(
            f"「{args.pupil}」の開示の請求は受け付けていません。画面の「開示などの請求」で受け付けます。"
        )
    args.out.write_bytes(bundle(claim=newest, by=by))
    return 0
