"""Settings of the product as served: its secret is made once and kept in the data folder."""

import os
import secrets
import tempfile
from contextlib import suppress
from pathlib import Path

from tsunagu.settings.base import *  # noqa: F403
from tsunagu.settings.base import DATA


def _kept_secret(path: Path) -> str:
    """The installation's secret key, made whole on first use and readable by its owner alone.

    Of two processes that make one at once, one wins and both read the winner's.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not path.exists():
        descriptor, own = tempfile.mkstemp(prefix="secret-key-", dir=path.parent)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(50))
        with suppress(FileExistsError):
            os.link(own, path)
        os.unlink(own)
    return path.read_text()


SECRET_KEY = _kept_secret(DATA / "secret-key")
DEBUG = False
ALLOWED_HOSTS = os.environ.get("TSUNAGU_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
