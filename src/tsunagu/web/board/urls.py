"""The addresses of the board's overview."""

from django.urls import path

from tsunagu.web.board import overview, untaken

urlpatterns = [
    path("", overview.overview, name="board"),
    path("untaken/", untaken.untaken, name="board-untaken"),
]
