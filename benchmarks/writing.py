"""`tsunagu bench writing`: opening a form filled with what is known, and saving what one types.

On the full city, in the server's process, through the real addresses: a sheet is begun on a child,
its page is opened, and its answers are saved one after another as the browser saves them, a second
after the last key. Beside them what the same database takes for the rows alone.
"""

import argparse
import json
import sys
import tempfile
import time
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.city import city_folder, copy_of, environment
from benchmarks.machine import heading, in_a_process, machine, peak_memory, times

if TYPE_CHECKING:
    from benchmarks.people import Room
    from tsunagu.forms.models import Sheet

OPENED, SAVED = 150, 10
"""Milliseconds: opening at the 95th percentile, saving an answer at the median."""
FORMS = ("consultation-sheet", "understanding-sheet-yearly", "detailed-assessment-sheet")
SHEETS, ANSWERS = 40, 5
"""Sheets begun of each form, and answers saved on each."""
HTMX = {"HX-Request": "true"}


def run(args: argparse.Namespace) -> dict[str, Any]:
    """On a copy of the city; one process, one request after another."""
    folder, on = city_folder(args.pupils), machine()
    with tempfile.TemporaryDirectory() as temporary:
        env = environment(copy_of(folder, Path(temporary)))
        found = in_a_process("benchmarks.writing", env=env)
    return {"machine": on, "size": f"city of {args.pupils:,} pupils", **found}


def render(found: dict[str, Any]) -> str:
    """As text."""
    lines = heading("writing", found)
    for form, acts in found["forms"].items():
        lines.append(form)
        for act, one in acts.items():
            lines.append(
                f"  {act:<24} n={one['count']:<4} p50 {one['p50']:6.1f} ms  p95 {one['p95']:6.1f}"
                f"  most {one['most']:6.1f}  processor p50 {one['processor']:6.1f}"
                f"  {one['queries']:>3} queries"
            )
        lines.append(
            f"  opened and saved to their rows alone:"
            f" {acts['opened']['p50'] / acts['rows read']['p50']:.1f},"
            f" {acts['saved']['p50'] / acts['row written']['p50']:.1f}"
        )
        held = acts["opened"]["p95"] <= OPENED and acts["saved"]["p50"] <= SAVED
        lines.append("  holds" if held else "  does not hold")
    lines.append(f"target: opened p95 {OPENED} ms, saved p50 {SAVED} ms")
    lines.append(f"peak memory {found['memory']:.0f} MB")
    return "\n".join(lines)


class Stopwatch:
    """Seconds by the clock and of the processor, and the queries asked, of each time of an act."""

    def __init__(self) -> None:
        self.seconds: list[float] = []
        self.processor: list[float] = []
        self.queries = 0

    def of(self, act: Any) -> Any:
        """Do it once, and note what it took."""
        from benchmarks.people import counted_queries

        with counted_queries() as asked:
            begun, worked = time.perf_counter(), time.process_time()
            result = act()
            self.seconds.append(time.perf_counter() - begun)
            self.processor.append(time.process_time() - worked)
        self.queries = max(self.queries, len(asked))
        return result

    def figures(self) -> dict[str, float]:
        """All times but the first."""
        worked = times(self.processor[1:])["p50"]
        return {**times(self.seconds[1:]), "processor": worked, "queries": self.queries}


ACTS = ("begun", "opened", "saved", "rows read", "row written")


def measure() -> dict[str, Any]:
    """Begin, open and write sheets of each form; the process is warmed up as the server's are."""
    from django.core.management import call_command

    from benchmarks.people import rooms
    from tsunagu.wsgi import warm_up

    call_command("collectstatic", verbosity=0, interactive=False)
    warm_up()
    classes = rooms(least=SHEETS // 2)[:SHEETS]
    found = {}
    for form in FORMS:
        watches = {act: Stopwatch() for act in ACTS}
        for room in classes:
            _write(form, room, watches)
        found[form] = {act: watch.figures() for act, watch in watches.items()}
    return {"forms": found, "memory": peak_memory()}


def _write(form: str, room: "Room", watches: dict[str, Stopwatch]) -> None:
    """Begin a sheet on a child of the class, open it, and save some answers."""
    from benchmarks.people import client_of
    from tsunagu.forms.models import Sheet

    client, pupil = client_of(room.teacher), room.pupils[0]
    begin = f"/pupils/{pupil}/sheets/new/"
    answer = watches["begun"].of(lambda: client.post(begin, {"form": form}))
    page = watches["opened"].of(lambda: client.get(answer["Location"]))
    assert page.status_code == 200, answer["Location"]
    sheet = Sheet.objects.get(pk=answer["Location"].split("/")[2])
    watches["rows read"].of(lambda: list(sheet.written.all()))
    typed = [one for one in sheet.definition.fields if one.kind in {"text", "long_text"}]
    for field in [one for one in typed if not one.first][:ANSWERS]:
        address = f"{answer['Location']}answers/{field.id}/"
        data = {f"{field.id}.value": f"{field.label}のようす", f"{field.id}.number": "0"}
        saved = watches["saved"].of(lambda: client.post(address, data, headers=HTMX))  # noqa: B023
        assert saved.status_code == 200, (address, saved.content.decode())
        watches["row written"].of(lambda: _one_row(sheet, field.id))  # noqa: B023


def _one_row(sheet: "Sheet", field: str) -> None:
    """Write a row of the same kind, and nothing else."""
    from tsunagu.clock import now
    from tsunagu.forms.models import Answer

    Answer.objects.create(
        municipality_id=sheet.municipality_id,
        sheet=sheet,
        field=f"{field}-alone",
        value="ようす",
        by_id=sheet.begun_by_id,
        at=now(),
    )


def main() -> None:
    """Measure in this process, begun as one that serves, and print what came of it."""
    import_module("tsunagu.wsgi")
    json.dump(measure(), sys.stdout)


if __name__ == "__main__":
    main()
