"""The city that is measured: full size, fictional, the same every time, kept in a temporary folder.

Run as `python -m benchmarks.city PUPILS` it makes the city of the data folder it is given.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from datetime import date, datetime, time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LAST_DAY = date(2027, 3, 24)
"""The city's today: the last class day of its year, whose rolls are still to be taken."""
MORNING = time(8, 25)
SEED = 1
MADE_BY = ("src/tsunagu/demo/**/*", "src/tsunagu/*/migrations/*.py", "packs/**/*.yaml")


def environment(folder: Path) -> dict[str, str]:
    """The environment of a process that works on the embedded database in a folder."""
    found = {k: v for k, v in os.environ.items() if k != "TSUNAGU_DATABASE_URL"}
    path = os.pathsep.join([str(ROOT / "src"), str(ROOT), found.get("PYTHONPATH", "")])
    settings = "tsunagu.settings.served"
    return found | {
        "TSUNAGU_DATA": str(folder),
        "PYTHONPATH": path,
        "DJANGO_SETTINGS_MODULE": settings,
    }


def _digest() -> str:
    """What the city is made from, so that a changed model never meets an old city."""
    total = hashlib.sha256(Path(__file__).read_bytes())
    for pattern in MADE_BY:
        for path in sorted(p for p in ROOT.glob(pattern) if p.suffix in {".py", ".yaml"}):
            total.update(path.read_bytes())
    return total.hexdigest()[:12]


def city_folder(pupils: int) -> Path:
    """The data folder of a city of so many pupils, made when it is not there yet."""
    home = Path(tempfile.gettempdir()) / f"tsunagu-bench-{os.getuid()}"
    folder = home / f"city-{pupils}-{_digest()}"
    if not folder.exists():
        home.mkdir(mode=0o700, exist_ok=True)
        half = Path(tempfile.mkdtemp(dir=home))
        print(f"測るための市（{pupils}人）をつくっています…", file=sys.stderr, flush=True)
        command = [sys.executable, "-m", "benchmarks.city", str(pupils)]
        subprocess.run(
            command, env=environment(half), cwd=ROOT, check=True, stdout=subprocess.DEVNULL
        )
        half.rename(folder)
    return folder


def copy_of(folder: Path, into: Path) -> Path:
    """A copy of a city that may be written to."""
    return Path(shutil.copytree(folder, into / "city"))


def make_city(pupils: int) -> None:
    """Write the city into the data folder: this year's days until yesterday, and what was done."""
    from django.core.management import call_command
    from django.db import connection

    from tsunagu.clock import JST, set_demo_day
    from tsunagu.packs.actions import keep_versions
    from tsunagu.packs.loader import load_packs, pack_names

    call_command("migrate", verbosity=0, interactive=False)
    keep_versions(load_packs(pack_names()))
    set_demo_day(datetime.combine(LAST_DAY, MORNING, JST))
    write_city(pupils)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


def write_city(pupils: int) -> None:
    """The year's roster, register, tasks and answers, as the demo writes them."""
    import numpy as np

    from tsunagu.demo.actions import make_plan, write_register, write_responses
    from tsunagu.demo.writing.people import write_people
    from tsunagu.demo.writing.register import Book
    from tsunagu.demo.writing.roster import (
        CODE,
        NAME,
        write_calendar,
        write_enrolments,
        write_places,
        write_pupils,
    )
    from tsunagu.org.models import Municipality
    from tsunagu.packs.loader import default_packs

    plan = make_plan(pupils=pupils, seed=SEED, day=LAST_DAY)
    city = Municipality.objects.create(code=CODE, name=NAME, packs=[*default_packs().demo])
    rng, lives = np.random.default_rng([SEED, 1]), {0: plan.lives[0]}
    places = write_places(city, plan.town, lives)
    keys = write_pupils(rng, city, plan.town, lives[0].calendar.year)
    write_enrolments(
        city, town=plan.town, lives=lives, places=places, pupils=keys, movers=plan.movers
    )
    write_calendar(city, lives, places, plan.today)
    staff = write_people(rng, city, lives, places)
    book = Book(city, 0, lives[0], places, staff, keys, plan.until - 1)
    write_register(book)
    write_responses(rng, book, plan.today, "対応", lambda what, share: None)


if __name__ == "__main__":
    import django

    django.setup()
    make_city(int(sys.argv[1]))
    print("{}")
