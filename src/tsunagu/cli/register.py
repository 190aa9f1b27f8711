"""`tsunagu register`: a school's register of a month, in the municipality's symbols."""

import argparse
import re
from datetime import date
from pathlib import Path
from typing import Literal

from tsunagu.attendance.actions.printing import print_register
from tsunagu.cli.common import Subcommands, acting, add_acting, fail
from tsunagu.clock import school_year_of, today
from tsunagu.school.models import School

FORMS: dict[str, Literal["pdf", "csv"]] = {".pdf": "pdf", ".csv": "csv"}


def add(sub: Subcommands) -> None:
    """Add the command."""
    parser = sub.add_parser("register", help="月の出席簿（PDFかCSV）")
    parser.add_argument("school", metavar="SCHOOL", help="学校コードか名簿のID")
    parser.add_argument(
        "--month", type=_month, required=True, metavar="M", help="2026-05、または今年度の月 5"
    )
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="*.pdf か *.csv")
    add_acting(parser)
    parser.set_defaults(run=run)


def _month(text: str) -> date:
    """The first of a month: `2026-05`, `2026/5`, or a month of this school year."""
    match = re.fullmatch(r"(?:(\d{4})[-/])?(\d{1,2})", text)
    if match is None or not 1 <= int(match[2]) <= 12:
        raise argparse.ArgumentTypeError(f"「{text}」は 2026-05 か 5 のように書いてください")
    if match[1]:
        return date(int(match[1]), int(match[2]), 1)
    return school_year_of(today()).month(int(match[2]))[0]


def run(args: argparse.Namespace) -> int:
    """Write the register to the file."""
    form = FORMS.get(args.out.suffix.lower())
    if form is None:
        fail(f"{args.out}: ファイル名は .pdf か .csv で終わらせてください")
    by = acting(args)
    schools = School.objects.filter(municipality=by.municipality).order_by("pk")
    known = [s for s in schools if args.school in {s.code, s.sourced_id, str(s.pk)}]
    if not known:
        fail(f"「{args.school}」という学校はありません")
    if not known[0].classrooms.filter(school_year=school_year_of(args.month).year).exists():
        fail(f"{known[0].name}には、{args.month:%Y年%-m月}の年度の学級がありません")
    args.out.write_bytes(print_register(place=known[0], month=args.month, form=form, by=by))
    return 0
