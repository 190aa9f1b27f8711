"""`tsunagu bench first-paint`: when a child first sees something on a slow tablet.

Chromium with a processor six times slower and a line of 1.6 Mbit/s with 150 ms there and back,
nothing in its cache, opens the pupils' pages of the served product; beside it, two letters alone.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from benchmarks.city import city_folder, copy_of, environment
from benchmarks.machine import heading, in_a_process, machine, times
from benchmarks.serving import ONE_ROW, PRODUCT, served

SLOWER = 6
"""How many times slower the processor is made."""
LINE = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 1_600_000 / 8,
    "uploadThroughput": 750_000 / 8,
}
"""Chromium's own "slow 4G": milliseconds and bytes a second."""
WIDTH, HEIGHT = 820, 1180
TARGET = 1000
"""Milliseconds."""
PAGES = {"code": "/door/", "numbers": "/door/", "me": "/door/me/", "weeks": "/door/me/weeks/"}
PUPILS = 3_000
FIRST_PAINT = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? null"


def run(args: argparse.Namespace) -> dict[str, Any]:
    """Each page so many times, each in a window of its own."""
    on, pupils = machine(), min(args.pupils, PUPILS)
    with tempfile.TemporaryDirectory() as temporary:
        env = environment(copy_of(city_folder(pupils), Path(temporary)))
        cookies = in_a_process("benchmarks.first_paint", env=env)
        with served(PRODUCT, env) as port:
            found = _painted(f"http://127.0.0.1:{port}", PAGES, cookies, args.runs)
        with served(ONE_ROW, env) as port:
            found |= _painted(f"http://127.0.0.1:{port}", {"two letters": "/"}, {}, args.runs)
    size = f"processor {SLOWER} times slower, 1.6 Mbit/s, 150 ms, {WIDTH} × {HEIGHT}"
    return {"machine": on, "size": size, "pages": found}


def _painted(
    origin: str, pages: Mapping[str, str], cookies: Mapping[str, Any], runs: int
) -> dict[str, Any]:
    """Milliseconds until the first letters or pictures of each page are painted."""
    from playwright.sync_api import sync_playwright
    from tests.chromium import CHROMIUM

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        return {
            name: times(
                [_first_paint(browser, origin, address, cookies.get(name, {})) for _ in range(runs)]
            )
            for name, address in pages.items()
        }


def _first_paint(browser: Any, origin: str, address: str, cookies: Mapping[str, str]) -> float:
    """Seconds until the first paint in a window that has seen nothing yet."""
    with browser.new_context(viewport={"width": WIDTH, "height": HEIGHT}) as window:
        given = [{"name": name, "value": value, "url": origin} for name, value in cookies.items()]
        window.add_cookies(given)
        page = window.new_page()
        slow = window.new_cdp_session(page)
        slow.send("Network.enable")
        slow.send("Network.emulateNetworkConditions", LINE)
        slow.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        answer = page.goto(origin + address, wait_until="load")
        assert answer.url == origin + address, answer.url
        page.wait_for_function(f"{FIRST_PAINT} !== null")
        return float(page.evaluate(FIRST_PAINT)) / 1000


def render(found: dict[str, Any]) -> str:
    """As text."""
    lines = heading("first-paint", found)
    for name, one in found["pages"].items():
        lines.append(
            f"{name:<12} n={one['count']:<4} p50 {one['p50']:6.0f} ms  most {one['most']:6.0f}"
        )
    slowest = max(found["pages"][name]["p50"] for name in PAGES)
    held = "holds" if slowest < TARGET else "does not hold"
    lines.append(f"target: median of each page < {TARGET} ms: {held}")
    return "\n".join(lines)


def cookies_of_a_child() -> dict[str, dict[str, str]]:
    """By page what the browser brings: a class's tablet, or a child's session."""
    from benchmarks.children import sessions
    from benchmarks.people import rooms
    from tsunagu.access.actor import actor_of
    from tsunagu.doors.actions import open_class
    from tsunagu.school.models import Classroom
    from tsunagu.web.portal.door import TABLET

    room = rooms(least=20)[0]
    code = open_class(classroom=Classroom.objects.get(pk=room.key), by=actor_of(room.teacher))
    inside = {"sessionid": sessions()[room.pupils[0]]}
    return {"numbers": {TABLET: code.code}, "me": inside, "weeks": inside}


def main() -> None:
    """What the browser brings, which needs Django set up."""
    import django

    django.setup()
    json.dump(cookies_of_a_child(), sys.stdout)


if __name__ == "__main__":
    main()
