"""Addresses of the connected systems' keys."""

from django.urls import path

from tsunagu.web.connections import views

app_name = "connections"
urlpatterns = [
    path("", views.keys, name="list"),
    path("<uuid:apikey>/end/", views.end, name="end"),
]
