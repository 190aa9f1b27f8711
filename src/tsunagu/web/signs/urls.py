"""Addresses of what was noticed about children."""

from django.urls import path

from tsunagu.web.signs import classes, doors, nurse, owed, pupil, ways, weather

app_name = "signs"
urlpatterns = [
    path("", owed.listed, name="list"),
    path("meeting/", owed.meeting, name="meeting"),
    path("ways/", ways.page, name="ways"),
    path("ways/state/", ways.work, name="ways-work"),
    path("classes/", classes.classes, name="classes"),
    path("classes/<uuid:classroom>/", classes.one, name="class"),
    path("see/<uuid:pupil>/", classes.new, name="new"),
    path("of/<uuid:pupil>/", pupil.page, name="pupil"),
    path("nurse/", nurse.log, name="nurse"),
    path("nurse/of/<uuid:pupil>/", nurse.new, name="visit-new"),
    path("nurse/<uuid:visit>/", nurse.visit, name="visit"),
    path("weather/", weather.listed, name="weather"),
    path("doors/", doors.classes, name="doors"),
    path("doors/<uuid:classroom>/", doors.one, name="door"),
    path("<uuid:sign>/", pupil.take_back, name="sign"),
]
