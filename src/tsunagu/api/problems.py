"""How the interface says no: one shape, in Japanese, everything at once."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, Throttled, ValidationError

from tsunagu.access.policy import Denied
from tsunagu.attendance.imports import Busy
from tsunagu.intake.faults import Fault, InputFault
from tsunagu.intake.table import Column
from tsunagu.school.imports.running import Overtaken

SAID = {
    400: "送られたものをJSONとして読めません",
    401: "鍵がないか、使えない鍵です。Authorization: Bearer に鍵を入れてください",
    404: "見つかりません",
    409: "ほかの取り込みをしています。少し待ってから、もう一度送ってください",
    422: "送られたものに直すところがあります。何も変わっていません",
    429: "呼び出しが多すぎます。少し待ってください",
}
"""What each status of refusal says; the OpenAPI description lists them with every route."""
TYPES = {
    "missing": "ありません。値を入れてください",
    "extra_forbidden": "知らない項目です",
    "too_long": "多すぎます",
    "too_short": "一つもありません",
    "string_too_long": "長すぎます",
    "string_pattern_mismatch": "改行などの制御文字は使えません",
    "literal_error": "使えない値です",
    "date_from_datetime_parsing": "日付は 2026-05-20 のように書いてください",
    "date_parsing": "日付は 2026-05-20 のように書いてください",
    "uuid_parsing": "鍵（UUID）ではありません",
    "int_parsing": "数を入れてください",
}
PLACES = {"--school": "schools", "--from": "from", "--to": "to"}
"""Arguments of the command, as the interface calls them."""
WAIT = "5"
"""Seconds after which one may try again where another import runs."""


class Unfit(Exception):
    """What was sent is not fit to be used; carries every fault as it is told."""

    def __init__(self, faults: Iterable[Mapping[str, Any]]) -> None:
        self.faults = tuple(faults)
        super().__init__()


@contextmanager
def faults_of(columns: Sequence[Column]) -> Iterator[None]:
    """Tell the faults that an import of rows with these columns finds. Raises `Unfit`."""
    try:
        yield
    except Overtaken:
        raise
    except InputFault as error:
        raise Unfit(_of_content(fault, columns) for fault in error.faults) from error


def problem(
    api: NinjaAPI, request: HttpRequest, status: int, faults: Iterable[Mapping[str, Any]] = ()
) -> HttpResponse:
    """A refusal."""
    body = {"message": SAID[status], "faults": list(faults)}
    return api.create_response(request, body, status=status)


def add_handlers(api: NinjaAPI) -> None:
    """Let every refusal be said so."""

    @api.exception_handler(Http404)
    @api.exception_handler(Denied)
    def missing(request: HttpRequest, error: Exception) -> HttpResponse:
        return problem(api, request, 404)

    @api.exception_handler(Busy)
    @api.exception_handler(Overtaken)
    def busy(request: HttpRequest, error: Exception) -> HttpResponse:
        response = problem(api, request, 409)
        response["Retry-After"] = WAIT
        return response

    @api.exception_handler(HttpError)
    def refused(request: HttpRequest, error: HttpError) -> HttpResponse:
        response = problem(api, request, error.status_code)
        if error.status_code == 401:
            response["WWW-Authenticate"] = "Bearer"
        if isinstance(error, Throttled):
            response["Retry-After"] = str(int(error.wait or 1))
        return response

    @api.exception_handler(ValidationError)
    def unfit(request: HttpRequest, error: ValidationError) -> HttpResponse:
        return problem(api, request, 422, map(_of_shape, error.errors))

    @api.exception_handler(Unfit)
    def faulty(request: HttpRequest, error: Unfit) -> HttpResponse:
        return problem(api, request, 422, error.faults)


def _of_shape(error: Mapping[str, Any]) -> dict[str, Any]:
    """A fault of the shape: its place begins with where it was sent and the parameter's name."""
    place = [part for part in error["loc"][1:] if part != "sent"]
    rows = [part for part in place if isinstance(part, int)]
    row = rows[0] + 1 if place[:1] == ["rows"] and rows else 0
    message = TYPES.get(error["type"], "読めない値です")
    return {"row": row, "field": str(place[-1]) if place else "", "message": message}


def _of_content(fault: Fault, columns: Sequence[Column]) -> dict[str, Any]:
    """A fault that the import found."""
    named = columns[fault.column - 1].name if fault.column else ""
    field = PLACES.get(fault.file, named)
    return {"row": fault.line, "field": field, "message": fault.message}
