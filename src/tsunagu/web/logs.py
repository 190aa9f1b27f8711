"""The technical log: one record a line, with its time in UTC, and no line of anybody else's."""

import logging
import time


class InUtc(logging.Formatter):
    """`2026-05-20T08:25:00.123Z ERROR django.request message`; control characters are escaped."""

    converter = staticmethod(time.gmtime)

    def __init__(self) -> None:
        super().__init__("%(asctime)s.%(msecs)03dZ %(levelname)s %(name)s %(message)s")
        self.datefmt = "%Y-%m-%dT%H:%M:%S"

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - the library's name
        """The record's own line; what follows it is the trace of an exception."""
        line = super().formatMessage(record)
        return "".join(sign if sign.isprintable() else repr(sign)[1:-1] for sign in line)
