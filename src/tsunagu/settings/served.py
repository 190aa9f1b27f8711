"""Settings of the product as served: its secret comes from the environment, or is made once.

What is made is kept in the data folder, where its owner alone may read it; behind HTTPS `tsunagu
serve` takes the environment's alone.
"""

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


def _origins(hosts: list[str]) -> list[str]:
    """The addresses over HTTPS of the names; a leading dot stands for every name beneath."""
    named = [host.strip() for host in hosts if host.strip() not in ("", "*")]
    return [f"https://{'*' if host.startswith('.') else ''}{host}" for host in named]


SECRET_KEY = os.environ.get("TSUNAGU_SECRET_KEY") or _kept_secret(DATA / "secret-key")
SECRET_KEY_FALLBACKS: list[str] = os.environ.get("TSUNAGU_OLD_SECRET_KEYS", "").split()
DEBUG = False
ALLOWED_HOSTS = os.environ.get("TSUNAGU_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
if os.environ.get("TSUNAGU_HTTPS") == "1":
    # A proxy speaks HTTPS with the browsers and says so in this header, which it sets anew itself.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    CSRF_TRUSTED_ORIGINS = _origins(ALLOWED_HOSTS)
    # The proxy adds the browser's address to this header; failures are counted by it.
    ALLAUTH_TRUSTED_PROXY_COUNT = 1
    SECURE_SSL_REDIRECT = True
    # A program that was told a plain address is to notice, not to send its key twice.
    SECURE_REDIRECT_EXEMPT = ["^api/"]
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    # Browsers take such a cookie only over HTTPS, from this very name, for all of it.
    SESSION_COOKIE_NAME = "__Host-sessionid"
    CSRF_COOKIE_NAME = "__Host-csrftoken"
    SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    # Whether browsers know the name beforehand is for the owner of the whole domain to decide.
    SILENCED_SYSTEM_CHECKS = ["security.W021"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
