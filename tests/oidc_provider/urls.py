"""The provider's addresses: its own sign-in, and those of the protocol."""

from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.urls import include, path


class SignIn(LoginView):
    """A form without looks."""

    def render_to_response(self, context: dict[str, object], **kwargs: object) -> HttpResponse:  # type: ignore[override]
        """Two fields and a button."""
        request: HttpRequest = self.request
        form = (
            "<!doctype html><title>市のアカウント</title><form method=post>"
            f"<input type=hidden name=csrfmiddlewaretoken value={get_token(request)}>"
            "<label>ID <input name=username></label>"
            "<label>Password <input type=password name=password></label>"
            "<button>Next</button></form>"
        )
        return HttpResponse(form)


urlpatterns = [
    path("login/", SignIn.as_view()),
    path("o/", include("oauth2_provider.urls", namespace="oauth2_provider")),
]
