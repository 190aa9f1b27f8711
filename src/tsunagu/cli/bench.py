"""`tsunagu bench NAME`: runs a measured piece of work from `benchmarks/`."""

import argparse
import json
import pkgutil
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol, cast

from tsunagu.cli.common import Subcommands

ROOT = Path(__file__).resolve().parents[3]


class Benchmark(Protocol):
    """What a module of `benchmarks/` has: what it measured as plain data, and that as text."""

    run: Callable[[argparse.Namespace], dict[str, Any]]
    render: Callable[[dict[str, Any]], str]


def _names() -> list[str]:
    """Every benchmark there is, in the words of the command line (`roll-call`)."""
    modules = pkgutil.iter_modules([str(ROOT / "benchmarks")])
    found = (one.name for one in modules if not one.ispkg)
    return sorted(name.replace("_", "-") for name in found if _is_one(name))


def _is_one(name: str) -> bool:
    return "\ndef run(" in (ROOT / "benchmarks" / f"{name}.py").read_text(encoding="utf-8")


def add(sub: Subcommands) -> None:
    """Add the command."""
    parser = sub.add_parser("bench", help="速さと大きさを測る")
    parser.add_argument("name", metavar="NAME", choices=_names(), help="、".join(_names()))
    parser.add_argument("--json", action="store_true", help="結果を JSON で書く")
    parser.add_argument("--runs", type=int, default=5, help="繰り返す回数")
    parser.add_argument("--pupils", type=int, default=48_632, help="子どもの数")
    parser.add_argument(
        "--minutes", type=float, default=15, help="朝の長さ（分。morning と check-in だけ）"
    )
    parser.set_defaults(run=run, closed=True)


def run(args: argparse.Namespace) -> int:
    """Measure, and print what came of it."""
    sys.path.insert(0, str(ROOT))
    name = f"benchmarks.{args.name.replace('-', '_')}"
    benchmark = cast(Benchmark, import_module(name))
    result = benchmark.run(args)
    print(json.dumps(result, ensure_ascii=False) if args.json else benchmark.render(result))
    return 0
