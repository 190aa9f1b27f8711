"""Addresses of what is deleted when its time is over."""

from django.urls import path

from tsunagu.web.rights import retention

app_name = "retention"
urlpatterns = [
    path("", retention.page, name="page"),
    path("propose/", retention.propose_due, name="propose"),
    path("<uuid:deletion>/", retention.one, name="one"),
    path("<uuid:deletion>/decision/", retention.decide, name="decide"),
]
