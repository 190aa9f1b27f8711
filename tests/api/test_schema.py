"""The whole OpenAPI description against the real application: documented answers only."""

from collections.abc import Iterator
from datetime import date

import pytest
import schemathesis
from django.core.cache import cache
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import override_settings
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import Case, GenerationMode
from schemathesis.checks import (
    content_type_conformance,
    not_a_server_error,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from schemathesis.schemas import APIOperation

from tests.api.conftest import ADDRESS, Connect
from tsunagu.school.models import Classroom
from tsunagu.wsgi import application

pytestmark = pytest.mark.django_db
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
EXAMPLES = 15
OFTEN = {"key": "100000/m", "stranger": "100000/m"}


@pytest.fixture(autouse=True)
def _one_connection() -> Iterator[None]:
    """Let the application leave the test's connection open, as Django's own client does."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def tried(operation: APIOperation, mode: GenerationMode, headers: dict[str, str]) -> set[int]:
    """What the application answers to generated calls, each answer checked."""
    answers = set()

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def try_it(case: Case) -> None:
        response = case.call(headers=headers)
        case.validate_response(response, checks=CHECKS)
        answers.add(response.status_code)

    try_it()
    return answers


@override_settings(API_RATES=OFTEN)
def test_every_operation_answers_as_documented(room: Classroom, connect: Connect) -> None:
    system = connect(room)
    schema = schemathesis.openapi.from_wsgi(f"{ADDRESS}/openapi.json", application)
    operations = [found.ok() for found in schema.get_all_operations()]
    assert len(operations) == 6
    for operation in operations:
        for mode in GenerationMode:
            answers = tried(operation, mode, system.headers)
            assert answers <= {200, 400, 401, 404, 422}, (operation.label, mode)
        assert tried(operation, GenerationMode.POSITIVE, {}) == {401}


def test_too_many_calls_of_one_key_are_told_to_wait(room: Classroom, connect: Connect) -> None:
    system = connect(room)
    with override_settings(API_RATES={"key": "2/m", "stranger": "2/m"}):
        cache.clear()
        asked = [system.get("/classes/untaken", day=date(2026, 5, 20)) for _ in range(3)]
    assert [answer.status_code for answer in asked] == [200, 200, 429]
    assert int(asked[2]["Retry-After"]) > 0
