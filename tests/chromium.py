"""Chromium for the journeys, where it is found, and how to install it."""

import shutil

SHELL = "chromium-headless-shell"
"""Chromium without a window: what it draws around a page took half of the journeys' time."""
CHROMIUM = next(filter(None, map(shutil.which, (SHELL, "chromium", "chromium-browser"))), None)
INSTALL = f"Chromium is missing: apt-get install -y --no-install-recommends {SHELL}"
