"""Addresses about suspected abuse, each by a key that says nothing."""

from django.urls import path

from tsunagu.web.suspicion import find, handling, lists, record

app_name = "suspicion"
urlpatterns = [
    path("", lists.suspicions, name="list"),
    path("find/", find.find, name="find"),
    path("numbers/", record.numbers, name="numbers"),
    path("of/<uuid:pupil>/", record.new, name="new"),
    path("asked/<uuid:suspicion>/", handling.asked, name="asked"),
    path("<uuid:suspicion>/", handling.page, name="page"),
]
