"""Addresses of the practice library; none of them leads to a child."""

from django.urls import path

from tsunagu.web.library import approving, reading, writing

app_name = "library"
urlpatterns = [
    path("", reading.found, name="list"),
    path("mine/", writing.mine, name="mine"),
    path("new/", writing.new, name="new"),
    path("waiting/", approving.waiting, name="waiting"),
    path("<uuid:story>/", reading.page, name="story"),
    path("mine/<uuid:story>/", writing.own, name="own"),
    path("mine/<uuid:story>/names/", writing.names, name="names"),
    path("waiting/<uuid:story>/", approving.judged, name="judged"),
]
