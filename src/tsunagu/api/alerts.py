"""Alerts sent by a learning portal: the same import as that of a file."""

from tsunagu.access.actor import Actor
from tsunagu.api.problems import faults_of
from tsunagu.api.shapes import Alerts, Run
from tsunagu.intake.faults import Faults
from tsunagu.intake.table import table_of
from tsunagu.signs.imports import COLUMNS, import_alerts

FILE = "API"
"""What stands in the list of imports in place of a file's name."""


def send_alerts(actor: Actor, sent: Alerts, *, dry_run: bool) -> Run:
    """Take in the rows. Raises `Unfit` with everything that is wrong, and `Overtaken`."""
    rows = [row.model_dump() for row in sent.rows]
    with faults_of(COLUMNS):
        table = table_of(rows, FILE, COLUMNS, Faults())
        return Run.of(import_alerts(path=table, by=actor, dry_run=dry_run))
