"""`tsunagu explain`: which rules fired for a pupil on a day, by which days, from which source."""

import argparse
from datetime import date

from tsunagu.access.actor import Actor
from tsunagu.access.looks import note_look
from tsunagu.access.policy import Deed, may
from tsunagu.cli.common import Subcommands, acting, add_acting, day, fail
from tsunagu.clock import in_words, school_year_of
from tsunagu.response import conditions
from tsunagu.response.enums import TaskKind
from tsunagu.response.queries.why import Why, reasons_of_day
from tsunagu.school.homes import scope_of
from tsunagu.school.models import Pupil


def add(sub: Subcommands) -> None:
    """Add the command."""
    parser = sub.add_parser("explain", help="ある日の対応の理由を日本語で説明する")
    parser.add_argument("pupil", metavar="PUPIL", help="児童生徒ID（名簿のsourcedId）")
    parser.add_argument("--on", type=day, required=True, metavar="DATE", help="日")
    add_acting(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print the reasons in plain Japanese."""
    actor = acting(args)
    pupils = Pupil.objects.visible_to(actor, Deed.SEE_PUPIL, on=args.on)
    pupil = pupils.filter(identities__sourced_id=args.pupil).distinct().first()
    if pupil is None:
        fail(f"児童生徒「{args.pupil}」は、{in_words(args.on, year=True)}には在籍していません。")
    fired = [
        why
        for why in reasons_of_day(pupil, school_year_of(args.on), args.on)
        if why.kind != TaskKind.PROTECTION or _knows_of_protection(actor, pupil, args.on)
    ]
    note_look(actor, Deed.SEE_PUPIL, kind="pupil", key=pupil.pk, pupil=pupil.pk, day=str(args.on))
    print(f"{args.pupil} {in_words(args.on, year=True)}")
    if not fired:
        print("この日に始まる対応はありません。")
    for why in fired:
        _explain(why)
    return 0


def _knows_of_protection(actor: Actor, pupil: Pupil, on: date) -> bool:
    """Protection is told to a manager given with `--as`, and to nobody else."""
    return not actor.system and may(actor, Deed.SEE_PROTECTION, scope_of(pupil, on))


def _explain(why: Why) -> None:
    print(f"\n■ {why.label}（{why.rule}）")
    print(f"  すること: {why.what}")
    print(f"  根拠: {why.source}（版 {why.version}）")
    if why.ours:
        print(f"  つなぐの取り決め: {conditions.ours(why.ours)}")
    print(f"  この日まで: 連続{why.run}日・今年度の欠席{why.total}日")
    print(f"  {why.counted}: {'、'.join(in_words(one) for one in why.days) or 'なし'}")
    if why.brought:
        print(f"  転入前の学校での欠席: {why.brought}日")
