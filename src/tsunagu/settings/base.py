"""Settings shared by the served product and its tests."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from tsunagu.clock.instants import data_folder
from tsunagu.settings.oidc import for_allauth, providers

PACKAGE = Path(__file__).resolve().parents[1]
DATA = data_folder()

ROOMS = [
    "packs",
    "audit",
    "org",
    "intake",
    "access",
    "school",
    "forms",
    "attendance",
    "doors",
    "sos",
    "response",
    "signs",
    "families",
    "cases",
    "rights",
    "oversight",
]
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "tsunagu.web",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    *(f"tsunagu.{room}" for room in ROOMS),
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "tsunagu.web.middleware.ActorMiddleware",
    "tsunagu.web.middleware.StrictHeadersMiddleware",
    "tsunagu.web.middleware.DatabaseTroubleMiddleware",
]

ROOT_URLCONF = "tsunagu.urls"
WSGI_APPLICATION = "tsunagu.wsgi.application"
AUTH_USER_MODEL = "access.Account"
AUTHENTICATION_BACKENDS = ["tsunagu.web.signed_in.SignedIn"]
SESSION_ENGINE = "tsunagu.web.signed_in"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "tsunagu.web.context.page",
            ],
        },
    },
]

# The jobs bring the log into the file every few seconds (`shorten_log`). A writer does so by itself
# only beyond 40,000 pages, since whoever saves a roll would wait for the disk meanwhile.
SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA foreign_keys=ON;"
    "PRAGMA wal_autocheckpoint=40000;PRAGMA temp_store=MEMORY;PRAGMA mmap_size=134217728;"
    "PRAGMA journal_size_limit=67108864;PRAGMA cache_size=-20000;"
)


def database(url: str | None) -> dict[str, Any]:
    """Django's settings for `postgres://user:password@host:port/name`, or SQLite without a URL."""
    if not url:
        return {
            "ENGINE": "tsunagu.sqlite",
            "NAME": DATA / "tsunagu.sqlite3",
            "CONN_MAX_AGE": None,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": SQLITE_PRAGMAS,
            },
        }
    parts = urlsplit(url)
    return {
        "ENGINE": "tsunagu.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": None,
    }


DATABASES = {"default": database(os.environ.get("TSUNAGU_DATABASE_URL"))}

TASKS = {
    "default": {
        "BACKEND": "django_tasks_db.DatabaseBackend",
        "QUEUES": ["default"],
    }
}

LANGUAGE_CODE = "ja"
TIME_ZONE = "Asia/Tokyo"
USE_TZ = True
USE_I18N = True
STATIC_URL = "static/"
STATIC_ROOT = DATA / "static"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "today"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_ADAPTER = "tsunagu.web.accounts.ClosedAdapter"
ACCOUNT_FORMS = {
    "login": "tsunagu.web.entry.forms.SignInForm",
    "change_password": "tsunagu.web.entry.forms.NewPasswordForm",
    "reauthenticate": "tsunagu.web.entry.forms.PasswordForm",
}
OIDC_PROVIDERS = providers(os.environ.get("TSUNAGU_OIDC", ""))
SOCIALACCOUNT_PROVIDERS = for_allauth(OIDC_PROVIDERS)
# By a link: a form may be sent to this system alone (`CONTENT_POLICY`), not on to a provider.
SOCIALACCOUNT_LOGIN_ON_GET = True
SOCIALACCOUNT_ADAPTER = "tsunagu.web.portal.account.TwoDoors"
MFA_ADAPTER = "tsunagu.web.accounts.ProofAdapter"
# Recovery codes are made by `entry/recovery.py`: the library would keep a seed of them.
MFA_SUPPORTED_TYPES = ["webauthn", "totp"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_TOTP_ISSUER = "つなぐ"
MFA_FORMS = {
    "activate_totp": "tsunagu.web.entry.forms.FirstCodeForm",
    "add_webauthn": "tsunagu.web.entry.forms.NewPasskeyForm",
    "edit_webauthn": "tsunagu.web.entry.forms.PasskeyNameForm",
}
# Codes used up and failures counted are shared by all processes.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        # Beyond it the oldest are forgotten, and with them who was locked out.
        "OPTIONS": {"MAX_ENTRIES": 1_000_000},
    }
}
ACCOUNT_EMAIL_VERIFICATION = "none"
# A whole city comes in by one address at eight: what is guessed is slowed down for each user id.
ACCOUNT_RATE_LIMITS = {
    "login": "3000/m/ip",
    "login_failed": "300/m/ip,5/300s/key",
    # Codes of letters and passwords of guardians that one address may try.
    "family": "300/m/ip",
}
# How often a key of a connected system may call, and an address with keys that open nothing.
API_RATES = {"key": "240/m", "stranger": "60/m"}
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = False

# What a page says after a deed may name a pupil, and a browser keeps no name.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "tsunagu.access.passwords.NotTooLong", "OPTIONS": {"max_length": 128}},
    {"NAME": "tsunagu.access.passwords.TooEasy"},
    {
        "NAME": "tsunagu.access.breached.NotBreached",
        "OPTIONS": {"path": os.environ.get("TSUNAGU_BREACHED_PASSWORDS", "")},
    },
]
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
# A page may post a table of a thousand rows or more, such as a large school's long absences.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "tsunagu.web.logs.InUtc"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
