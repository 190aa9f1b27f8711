"""Addresses of what waits for a second person."""

from django.urls import path

from tsunagu.web.confirming import views

app_name = "confirming"
urlpatterns = [
    path("", views.waiting, name="list"),
    path("keys/<uuid:apikey>/", views.key, name="key"),
    path("roles/<uuid:role>/", views.role, name="role"),
    path("shares/<uuid:share>/", views.share, name="share"),
]
