"""Addresses of what was done and seen."""

from django.urls import path

from tsunagu.web.audit import people, pupils, unusual

app_name = "audit"
urlpatterns = [
    path("pupils/", pupils.find, name="pupils"),
    path("pupils/<uuid:pupil>/", pupils.looked, name="pupil"),
    path("pupils/<uuid:pupil>/csv/", pupils.looked_file, name="pupil-csv"),
    path("people/", people.find, name="people"),
    path("people/<uuid:person>/", people.done, name="person"),
    path("people/<uuid:person>/csv/", people.done_file, name="person-csv"),
    path("unusual/", unusual.unusual, name="unusual"),
    path("unusual/looked-into/", unusual.looked_into, name="looked-into"),
    path("unusual/<uuid:finding>/", unusual.look, name="look-into"),
    path("unusual/<uuid:finding>/again/", unusual.again, name="take-up-again"),
    path("own/", people.own, name="own"),
    path("own/csv/", people.own_file, name="own-csv"),
]
