"""Addresses of the office and of what everyone of the staff may read."""

from django.urls import path

from tsunagu.web.office import readings

urlpatterns = [
    path("rules/", readings.rules, name="rules"),
    path("who-can-see-what/", readings.policy, name="policy"),
]
