"""`tsunagu bench sheets`: a city's filled sheets to PDF in one background job, and one by one.

The job is the product's own: a person has it begun, the background worker does it, on the city's
database. As many sheets as need be are also set alone: with one Typst compiler, with a fresh one
for each, and with WeasyPrint, which needs the extra `bench` and the system's Pango; where they are
not, that side says so. Each way runs in a process of its own, and each sheet says something else.
"""

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable
from importlib import import_module
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.city import city_folder, copy_of, environment
from benchmarks.filled import DAY, filled
from benchmarks.machine import heading, in_a_process, machine, peak_memory, times

if TYPE_CHECKING:
    from tsunagu.forms.printing.paper import Paper

FORMS = ("consultation-sheet", "understanding-sheet-yearly")
PACKS = ("national", "akashi")
JOB, ALONE, FRESH, WEASYPRINT = "one job", "one by one", "fresh compiler", "weasyprint"
BESIDE = {ALONE: 200, FRESH: 20, WEASYPRINT: 20}
"""Sheets of each way that is compared, and before them:"""
WARM = 2


def run(args: argparse.Namespace) -> dict[str, Any]:
    """Each form by each way, on a copy of the city."""
    folder, on = city_folder(args.pupils), machine()
    with tempfile.TemporaryDirectory() as temporary:
        env = environment(copy_of(folder, Path(temporary)))
        found = {form: _by_each_way(form, env) for form in FORMS}
    most = max(ways[JOB]["sheets"] for ways in found.values())
    size = f"{most:,} sheets of each form in a city of {args.pupils:,} pupils"
    return {"machine": on, "size": size, "forms": found}


def _by_each_way(form: str, env: dict[str, str]) -> dict[str, Any]:
    in_a_process("benchmarks.filled", form, env=env)
    ways = [JOB, ALONE, FRESH, *([WEASYPRINT] if _weasyprint_is_there() else [])]
    return {way: in_a_process("benchmarks.sheets", way, form, env=env) for way in ways}


def _weasyprint_is_there() -> bool:
    try:
        import_module(WEASYPRINT)
    except (ImportError, OSError):
        return False
    return True


def render(found: dict[str, Any]) -> str:
    """As text."""
    lines = heading("sheets", found)
    for form, ways in found["forms"].items():
        lines.append(form)
        for way, one in ways.items():
            lines.append(
                f"  {way:<14} {one['sheets']:>5} sheets {one['pages']:>5} pages"
                f"  {one['page']:6.1f} ms a page ({one['worked']:.1f} of the processor)"
                f"  {1000 / one['page']:6.1f} pages a second"
                f"  to the job {one['worked'] / ways[JOB]['worked']:5.1f}"
                f"  peak {one['memory']:4.0f} MB"
            )
            lines.append(
                f"  {'':<14} {one['each']}, n={one['count']}: p50 {one['p50']:.1f} ms"
                f"  p95 {one['p95']:.1f}  most {one['most']:.1f}"
            )
        if WEASYPRINT not in ways:
            lines.append(f"  {WEASYPRINT:<14} not there: pip install 'tsunagu[bench]', and Pango")
    return "\n".join(lines)


def measure(way: str, form: str) -> dict[str, Any]:
    """Set the sheets of a form one way: pages, time, memory."""
    return _job() if way == JOB else _alone(way, form)


def _job() -> dict[str, Any]:
    """Have the background worker do what was begun, and read what it stored."""
    from django.core.management import call_command

    from tsunagu.forms import bundles
    from tsunagu.forms.models import Bundle

    taken = _timed(bundles, "sheets_pdf")
    begun, worked = time.perf_counter(), time.process_time()
    call_command("db_worker", batch=True, reload=False, startup_delay=False, verbosity=0)
    seconds, processor = time.perf_counter() - begun, time.process_time() - worked
    memory = peak_memory()
    bundle = Bundle.objects.get()
    assert bundle.state == "done", (bundle.state, bundle.message)
    parts = list(bundle.parts.values_list("sheets", "content"))
    pages = sum(_pages(bytes(content or b"")) for _, content in parts)
    sheets = sum(len(keys) for keys, _ in parts)
    return {
        **times(taken),
        "each": "a file",
        **_figures(sheets, pages, seconds, processor, memory),
    }


def _timed(module: Any, name: str) -> list[float]:
    """How long each call of a module's function takes, from now on."""
    taken, real = [], getattr(module, name)

    def timed(*args: Any) -> Any:
        begun = time.perf_counter()
        result = real(*args)
        taken.append(time.perf_counter() - begun)
        return result

    setattr(module, name, timed)
    return taken


def _figures(
    sheets: int, pages: int, seconds: float, processor: float, memory: float
) -> dict[str, float]:
    """Milliseconds a page, by the clock and of the processor, and megabytes."""
    page, worked = seconds * 1000 / pages, processor * 1000 / pages
    return {"sheets": sheets, "pages": pages, "page": page, "worked": worked, "memory": memory}


def _alone(way: str, name: str) -> dict[str, Any]:
    """Each sheet a document of its own."""
    from tsunagu.forms.printing.layout import paper_of
    from tsunagu.forms.printing.paper import Heading
    from tsunagu.packs.loader import forms

    form = forms(PACKS, DAY)[name][1]
    set_it, taken, pdfs, processor = WAYS[way](), [], [], 0.0
    for number in range(-WARM, BESIDE[way]):
        answers = filled(form, number + WARM)
        begun, worked = time.perf_counter(), time.process_time()
        pdf = set_it(paper_of(form, answers, Heading(printed=DAY, whose=f"A {number}")))
        if number >= 0:
            taken.append(time.perf_counter() - begun)
            processor += time.process_time() - worked
            pdfs.append(pdf)
    memory, pages = peak_memory(), sum(map(_pages, pdfs))
    return {
        **times(taken),
        "each": "a sheet",
        **_figures(BESIDE[way], pages, sum(taken), processor, memory),
    }


def _one_compiler() -> "Callable[[Paper], bytes]":
    from tsunagu.forms.printing.pdf import sheet_pdf

    return sheet_pdf


def _fresh_compilers() -> "Callable[[Paper], bytes]":
    from tsunagu import typeset
    from tsunagu.forms.printing.pdf import sheet_pdf

    def set_it(paper: "Paper") -> bytes:
        typeset.compiler_of.cache_clear()
        return sheet_pdf(paper)

    return set_it


def _weasyprint() -> "Callable[[Paper], bytes]":
    from benchmarks.comparisons.sheet_html import html_of

    weasyprint: Any = import_module(WEASYPRINT)
    fonts = import_module("weasyprint.text.fonts").FontConfiguration()
    return lambda paper: weasyprint.HTML(string=html_of(paper)).write_pdf(font_config=fonts)


WAYS = {ALONE: _one_compiler, FRESH: _fresh_compilers, WEASYPRINT: _weasyprint}


def _pages(pdf: bytes) -> int:
    from pypdf import PdfReader

    return len(PdfReader(BytesIO(pdf)).pages)


def main() -> None:
    """One form, one way."""
    import django

    django.setup()
    json.dump(measure(*sys.argv[1:]), sys.stdout)


if __name__ == "__main__":
    main()
