"""The WSGI application that `tsunagu serve` hands to granian."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from tsunagu.packs.loader import load_packs, pack_names

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
warm_up()
