"""All addresses. Keys are UUIDs; nothing personal stands in an address."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("accounts/", include("tsunagu.web.entry.urls")),
    path("", include("tsunagu.web.components.urls")),
    path("", include("tsunagu.web.today.urls")),
    path("pupils/", include("tsunagu.web.pupil.urls")),
    path("", include("tsunagu.web.office.urls")),
]
