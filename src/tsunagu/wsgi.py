"""The WSGI application; `tsunagu serve` lets granian ask for it by `served`."""

import gc
import logging
import os

from django.core.handlers.wsgi import WSGIHandler
from django.core.wsgi import get_wsgi_application
from django.db import connections
from django.urls import get_resolver

from tsunagu.packs.loader import load_packs, pack_names

logger = logging.getLogger(__name__)

FULL_COLLECTION_AFTER = 1_000
"""Partial collections of rubbish before a full one, which goes through every key remembered.

Python's own 10 put a pause of tens of milliseconds into one of thirty rolls of a whole class.
"""


def warm_up() -> None:
    """Load beforehand what the first request would wait for, and set it aside.

    What stays as long as the process need not be gone through each time that rubbish is collected:
    that pause was the longest part of the slowest requests.
    """
    _ = get_resolver().url_patterns
    load_packs(pack_names())
    gc.collect()
    gc.freeze()
    gc.set_threshold(*gc.get_threshold()[:2], FULL_COLLECTION_AFTER)


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tsunagu.settings.served")
application = get_wsgi_application()


def served() -> WSGIHandler:
    """The application of a process that serves; it is warm before it answers."""
    from tsunagu.response.queries.overview import count_beforehand

    try:
        count_beforehand()
    except Exception:
        # Nobody has asked for it yet: whatever is wrong keeps no other page from being opened.
        logger.exception("Nothing was counted beforehand")
    # Requests are answered in another thread, which has a connection of its own.
    connections.close_all()
    warm_up()
    return application
