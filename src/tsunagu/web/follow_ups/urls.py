"""Addresses of follow-up slips, each by a key that says nothing."""

from django.urls import path

from tsunagu.web.follow_ups import board, owed, school

app_name = "follow-ups"
urlpatterns = [
    path("", board.calls, name="calls"),
    path("calls/<uuid:slipcall>/", board.call, name="call"),
    path("received/<uuid:followup>/", board.received, name="received"),
    path("schools/<uuid:school>/", school.turns, name="school"),
    path("schools/<uuid:school>/<uuid:slipturn>/", school.turn, name="turn"),
    path("slips/<uuid:sheet>/", school.slip, name="slip"),
    path("owed/", owed.page, name="owed"),
]
