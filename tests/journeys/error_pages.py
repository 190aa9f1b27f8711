"""Addresses that go wrong, each in the way that Django answers with one of the error pages."""

from typing import NoReturn

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpRequest
from django.urls import path

ERRORS = {400: SuspiciousOperation, 403: PermissionDenied, 404: Http404, 500: RuntimeError}


def fail(request: HttpRequest, status: int) -> NoReturn:
    """Go wrong as asked."""
    raise ERRORS[status]


urlpatterns = [path("<int:status>/", fail)]
