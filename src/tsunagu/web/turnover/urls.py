"""Addresses of the change of staff."""

from django.urls import path

from tsunagu.web.turnover import board, roles, views

app_name = "turnover"
urlpatterns = [
    path("", views.schools, name="schools"),
    path("board/", board.page, name="board"),
    path("<uuid:school>/", views.choose_day, name="school"),
    path("<uuid:school>/<day:day>/", views.page, name="page"),
    path("<uuid:school>/<day:day>/hand-on/", views.decide, name="hand-on"),
    path("<uuid:school>/<day:day>/complete/", views.complete, name="complete"),
    path("<uuid:school>/<day:day>/roles/", roles.give, name="role-give"),
    path("<uuid:school>/<day:day>/roles/end/", roles.end, name="role-end"),
]
