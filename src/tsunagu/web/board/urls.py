"""The addresses of the board's overview."""

from django.urls import path

from tsunagu.web.board import lists, overview, untaken

urlpatterns = [
    path("", overview.overview, name="board"),
    path("lists/", lists.lists, name="board-lists"),
    path("untaken/", untaken.untaken, name="board-untaken"),
]
