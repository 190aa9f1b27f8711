"""Clock-driven jobs, run beside the served pages: `python -m tsunagu.cli.jobs`.

Each job is an action that does what is due and nothing twice, so that a stop is caught up with.
"""

import logging
import os
import signal
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from types import FrameType

import django

logger = logging.getLogger(__name__)
BREATH = 1.0
"""Seconds between looks at what is due."""


@dataclass(frozen=True)
class Job:
    """Something to do every so many seconds, and at the start."""

    name: str
    every: float
    do: Callable[[], object]


LOG_SECONDS = 5
"""How often SQLite's log is brought into its file: who saves meanwhile waits for the disk."""


def shorten_log() -> None:
    """Bring what SQLite's log holds into its file, while others read and write.

    Inside a transaction SQLite refuses to.
    """
    from django.db import connection

    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(PASSIVE)")


def all_jobs() -> tuple[Job, ...]:
    """Every job there is. Needs Django set up."""
    from django.core.management import call_command

    from tsunagu.attendance.imports import resume_swaps
    from tsunagu.audit.actions import seal_events
    from tsunagu.audit.keeping import keep_todays_seals
    from tsunagu.forms.bundles import tend_bundles
    from tsunagu.intake.uploads import sweep_uploads
    from tsunagu.oversight.tasks import find_unusual
    from tsunagu.response.actions import (
        catch_up_everywhere,
        hand_on_due,
        prune_drafts,
        reconcile_stale,
    )
    from tsunagu.response.changes import prune_changes
    from tsunagu.rights.actions import delete_approved
    from tsunagu.signs.trials import tend_trials
    from tsunagu.web.entry.cipher import renew_ciphers

    return (
        Job("shorten_log", LOG_SECONDS, shorten_log),
        Job("resume_swaps", 600, resume_swaps),
        Job("reconcile_stale", 2, reconcile_stale),
        Job("catch_up", 6 * 3600, catch_up_everywhere),
        Job("hand_on", 900, hand_on_due),
        Job("seal_events", 180, seal_events),
        Job("keep_seals", 3600, keep_todays_seals),
        Job("find_unusual", 1800, find_unusual),
        Job("prune_changes", 6 * 3600, prune_changes),
        Job("prune_drafts", 86_400, prune_drafts),
        Job("delete_approved", 10, delete_approved),
        Job("sweep_uploads", 600, sweep_uploads),
        Job("tend_bundles", 30, tend_bundles),
        Job("tend_trials", 30, tend_trials),
        Job("renew_ciphers", 86_400, renew_ciphers),
        Job("clear_sessions", 86_400, lambda: call_command("clearsessions")),
        Job("prune_tasks", 86_400, lambda: call_command("prune_db_task_results", verbosity=0)),
    )


class Round:
    """Which job is due when; a job that fails is told of and tried again at its next turn."""

    def __init__(self, jobs: Iterable[Job]) -> None:
        self.due = dict.fromkeys(jobs, 0.0)

    def turn(self, at: float) -> None:
        """Do every job due at `at` (seconds of a clock that only goes forward)."""
        for job in [job for job, due in self.due.items() if due <= at]:
            self.due[job] = at + job.every
            try:
                job.do()
            except Exception:
                logger.exception(
                    "定時の仕事 %s ができませんでした。次の回にまた行います。", job.name
                )


def _stop(number: int, frame: FrameType | None) -> None:
    sys.exit(0)


def main() -> None:
    """Go round until told to stop; what is cut short is rolled back and done next time."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tsunagu.settings.served")
    django.setup()
    signal.signal(signal.SIGTERM, _stop)
    signal.signal(signal.SIGINT, _stop)
    from django.db import close_old_connections

    round_ = Round(all_jobs())
    while True:
        close_old_connections()
        round_.turn(time.monotonic())
        time.sleep(BREATH)


if __name__ == "__main__":
    main()
