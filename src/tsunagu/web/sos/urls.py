"""Addresses of SOS; the first two are everybody's and name nobody."""

from django.urls import path

from tsunagu.web.sos import child, duty, staff

app_name = "sos"
urlpatterns = [
    path("", child.page, name="page"),
    path("sent/", child.sent, name="sent"),
    path("waiting/", staff.listed, name="list"),
    path("waiting/<uuid:sos>/", staff.one, name="one"),
    path("duty/", duty.page, name="duty"),
]
