"""Settings of the product as served: its secret is made once and kept in the data folder."""

import os
import secrets
from pathlib import Path

from tsunagu.settings.base import *  # noqa: F403
from tsunagu.settings.base import DATA


def _kept_secret(path: Path) -> str:
    """The installation's secret key, made on first use and readable by its owner alone."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text()
    with os.fdopen(descriptor, "w") as file:
        secret = secrets.token_urlsafe(50)
        file.write(secret)
    return secret


SECRET_KEY = _kept_secret(DATA / "secret-key")
DEBUG = False
ALLOWED_HOSTS = os.environ.get("TSUNAGU_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
