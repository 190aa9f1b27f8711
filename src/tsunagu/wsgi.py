"""The WSGI application that `tsunagu serve` hands to granian."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tsunagu.settings.served")
application = get_wsgi_application()
