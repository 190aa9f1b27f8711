"""Settings of the test suite."""

import os
import tempfile
from pathlib import Path

from tsunagu.settings.base import *  # noqa: F403
from tsunagu.settings.base import DATABASES, TEMPLATES

if "sqlite" in DATABASES["default"]["ENGINE"]:
    # In a file, as when served: in memory, the threads of a live server would share one cache, and
    # requests beside one another would find its tables locked.
    name = f"tsunagu-test-{os.getpid()}.sqlite3"
    DATABASES["default"]["TEST"] = {"NAME": str(Path(tempfile.gettempdir()) / name)}
    # It need not outlive a power cut: nothing waits for the disk.
    DATABASES["default"]["OPTIONS"]["init_command"] += "PRAGMA synchronous=OFF;"
SECRET_KEY = "only-for-tests"  # noqa: S105
DEBUG = False
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
# A test's server speaks HTTP, which browsers hold for safe on their own machine.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
# A busy machine is no fault of the code.
SOCIALACCOUNT_REQUESTS_TIMEOUT = 60
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}


class Undefined(str):
    """Fails a test that renders a template with an undefined variable."""

    __slots__ = ()

    def __mod__(self, name: object) -> str:
        raise AssertionError(f"undefined variable in a template: {name}")

    def __contains__(self, item: object) -> bool:
        return item == "%s"


TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = Undefined("%s")  # type: ignore[index]
