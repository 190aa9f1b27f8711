"""Addresses of the published interface; each names its row of the policy table.

The description alone is open to everybody: it holds nothing of a municipality.
"""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from ninja.openapi.views import openapi_json

from tsunagu.api.problems import problem
from tsunagu.api.routes import api

app_name = "api"


def _routes() -> list[URLPattern]:
    """The library's patterns, each with the deed of its operation."""
    operations = [
        operation
        for _, router in api._routers
        for view in router.path_operations.values()
        for operation in view.operations
    ]
    deeds = {operation.url_name: operation.view_func for operation in operations}
    patterns = [one for one in api.urls[0] if isinstance(one, URLPattern)]
    for one in patterns:
        if one.name in deeds:
            vars(one.callback)["deed"] = vars(deeds[one.name])["deed"]
    return [one for one in patterns if hasattr(one.callback, "deed")]


def nothing(request: HttpRequest, rest: str) -> HttpResponse:
    """Any other address."""
    return problem(api, request, 404)


description = partial(openapi_json, api=api)
vars(description)["deed"] = vars(nothing)["deed"] = None

urlpatterns = [
    path("", description, name="api-root"),
    path("openapi.json", description, name="openapi-json"),
    *_routes(),
    path("<path:rest>", nothing, name="nothing"),
]
