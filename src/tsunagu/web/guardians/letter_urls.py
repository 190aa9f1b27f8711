"""Addresses of the letters, for office and managers."""

from django.urls import path

from tsunagu.web.guardians import letters

app_name = "letters"
urlpatterns = [
    path("", letters.classes, name="classes"),
    path("texts/", letters.texts, name="texts"),
    path("<uuid:classroom>/", letters.one, name="class"),
]
