"""The rules of `national` and `akashi` as window functions, for SQLite and DuckDB alike."""

COUNTERS = """
WITH counted AS (
    SELECT pupil, day, block, code, place - sum(CASE WHEN code = 4 THEN 1 ELSE 0 END) OVER w
            - sum(CASE WHEN code = 1 THEN 1 ELSE 0 END) OVER w AS island,
        sum(CASE WHEN code IN (1, 2) THEN 1 ELSE 0 END) OVER w AS absent,
        sum(CASE WHEN code IN (1, 2, 3) THEN 1 ELSE 0 END) OVER w AS not_come
    FROM {days} WHERE code <> 0 WINDOW w AS (PARTITION BY pupil ORDER BY place)
), counters AS MATERIALIZED (
    SELECT c.pupil, c.day, c.code,
        CASE WHEN code = 1 THEN row_number() OVER (
            PARTITION BY c.pupil, block, code, island ORDER BY c.day) ELSE 0 END AS run,
        c.absent + coalesce(o.absent, 0) AS total,
        c.not_come + coalesce(o.absent, 0) + coalesce(o.credited, 0) AS not_come
    FROM counted AS c
    LEFT JOIN {openings} AS o ON o.pupil = c.pupil AND o.day <= c.day
    WHERE c.code <> 4
)"""

RULES = (
    ("first-day-call", "code = 1 AND total = 1", "rhythm"),
    ("intermittent-contact", "run = 1 AND total BETWEEN 2 AND 6", "rhythm"),
    ("repeat-call", "run = 1 AND total >= 7", "rhythm"),
    ("second-day-visit", "run = 2", "rhythm"),
    ("share-run-3", "run = 3", "freeze"),
    ("keep-in-touch", "run >= 4 AND (run - 4) % 3 = 0", "rhythm"),
    ("share-total-7", "code IN (1, 2) AND total = 7", "freeze"),
    ("sheet-total-10", "code IN (1, 2, 3) AND not_come = 10", ""),
    ("long-absence-total-30", "code IN (1, 2, 3) AND not_come = 30", ""),
    ("principal-run-3", "run = 3", "freeze"),
    ("see-child-run-7", "run = 7", ""),
    ("board-run-7", "run = 7", ""),
    ("protection-run-7", "run = 7", "registered"),
)
"""Rule, when it fires, and the kind of span that takes it out (or, registered, lets it in)."""


def _selected(rule: str, fires: str, span: str, spans: str) -> str:
    found = f"SELECT pupil, day, '{rule}', run, total FROM counters AS c WHERE {fires}"
    if not span:
        return found
    negated = "" if span == "registered" else "NOT "
    return (
        f"{found} AND {negated}EXISTS (SELECT 1 FROM {spans} AS s WHERE s.pupil = c.pupil "
        f"AND s.kind = '{span}' AND c.day BETWEEN s.first AND s.last)"
    )


def query(days: str, openings: str, spans: str) -> str:
    """The whole question, over tables of these names; answers in the columns of `days.Row`."""
    each = [_selected(rule, fires, span, spans) for rule, fires, span in RULES]
    return COUNTERS.format(days=days, openings=openings) + " " + " UNION ALL ".join(each)
