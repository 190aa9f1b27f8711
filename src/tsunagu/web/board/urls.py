"""The address of the board's overview."""

from django.urls import path

from tsunagu.web.board import overview

urlpatterns = [path("", overview.overview, name="board")]
