"""Makes the provider's data as told by JSON on standard input, and serves until it is stopped."""

import json
import os
import sys
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIServer, make_server


class Server(ThreadingMixIn, WSGIServer):
    """Answers while a browser holds another connection open in advance."""

    daemon_threads = True


def main() -> None:
    """People and the client, then the pages."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.oidc_provider.settings"
    import django
    from django.core.management import call_command
    from django.core.wsgi import get_wsgi_application

    django.setup()
    call_command("migrate", verbosity=0)
    from django.contrib.auth.models import User
    from oauth2_provider.models import Application

    told = json.load(sys.stdin)
    for name, email in told["people"].items():
        User.objects.create_user(name, email, told["password"])
    Application.objects.create(
        name="つなぐ",
        client_id=told["client_id"],
        client_secret=told["secret"],
        client_type="confidential",
        authorization_grant_type="authorization-code",
        redirect_uris=told["back_to"],
        algorithm="RS256",
        skip_authorization=True,
    )
    server = make_server("localhost", told["port"], get_wsgi_application(), Server)
    print("ready", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
