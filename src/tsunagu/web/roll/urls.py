"""Addresses of the roll."""

from django.urls import path

from tsunagu.web.roll import views

urlpatterns = [
    path("roll/", views.classes, name="roll-classes"),
    path("roll/<uuid:classroom>/", views.other_day, name="roll-day"),
    path("roll/<uuid:classroom>/<day:day>/", views.roll, name="roll"),
    path("roll/<uuid:classroom>/<day:day>/<uuid:pupil>/", views.correct, name="roll-correct"),
]
