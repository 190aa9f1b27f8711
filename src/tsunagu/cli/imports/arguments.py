"""Arguments that several imports share."""

import argparse
from pathlib import Path

from tsunagu.cli.common import add_acting


def add_file(parser: argparse.ArgumentParser, metavar: str = "FILE") -> None:
    """The file, the dry run, and who acts where."""
    parser.add_argument("path", metavar=metavar, type=Path, help="取り込むファイル")
    parser.add_argument("--dry-run", action="store_true", help="確かめるだけで、何も書き込まない")
    add_acting(parser)


def add_speech(parser: argparse.ArgumentParser) -> None:
    """Which schools an attendance file speaks for, and which rolls it takes as taken."""
    parser.add_argument(
        "--school",
        dest="schools",
        nargs="+",
        action="extend",
        default=[],
        metavar="CODE",
        help="ファイルが語る学校（既定は自治体のすべて）",
    )
    parser.add_argument(
        "--taken",
        choices=["all", "listed"],
        default="all",
        help="出欠をとったとみなす学級と日: all すべての授業日、listed 行のある学級と日だけ"
        "（既定は all）",
    )
