"""The product's settings, but with transactions as Django begins them when nobody says how."""

from tsunagu.settings.served import *  # noqa: F403
from tsunagu.settings.served import DATABASES

DATABASES["default"]["OPTIONS"]["transaction_mode"] = "DEFERRED"
