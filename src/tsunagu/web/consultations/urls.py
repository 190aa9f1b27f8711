"""Addresses of consultations; those of the board name no pupil, by key or otherwise."""

from django.urls import path

from tsunagu.web.consultations import board, owed, requests, school

app_name = "consultations"
urlpatterns = [
    path("", board.inbox, name="inbox"),
    path("received/<uuid:consultation>/", board.page, name="received"),
    path("school/", school.listed, name="list"),
    path("school/<uuid:sheet>/", school.page, name="sheet"),
    path("owed/", owed.page, name="owed"),
    path("requests/", requests.inbox, name="requests"),
    path("requests/owed/", requests.owed, name="requests-owed"),
    path("requests/<uuid:divisionrequest>/", requests.page, name="request"),
]
