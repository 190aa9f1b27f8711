"""People of the measured city who are signed in, and their classes. Needs Django set up."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import connection
from django.db.models import Count
from django.http import HttpRequest
from django.test import Client

from tsunagu.access.enums import RoleKind
from tsunagu.access.models import Account, Role
from tsunagu.clock import today
from tsunagu.org.models import Person
from tsunagu.school.models import Classroom, Enrolment
from tsunagu.web.entry.proofs import note_proof
from tsunagu.web.entry.sessions import begin


@dataclass(frozen=True)
class Room:
    """A class with its teacher and the pupils whose home it is today."""

    key: UUID
    teacher: Person
    pupils: list[UUID]


def session_of(person: Person) -> str:
    """The key of a session as the sign-in of a person leaves it, second proof given."""
    account = Account.objects.filter(person=person).first()
    if account is None:
        account = Account.objects.create(username=str(person.pk), person=person, password="!")
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    store[SESSION_KEY] = str(account.pk)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = account.get_session_auth_hash()
    request = HttpRequest()
    request.session = store
    begin(request, account)
    note_proof(request, account)
    store.save()
    return str(store.session_key)


@cache
def _browser() -> Client:
    """One handler for all: it is put together once, as in a server."""
    return Client(SERVER_NAME="localhost")


def client_of(person: Person) -> Client:
    """The browser, in which a person is now signed in; it asks the handler in this process."""
    return client_with(session_of(person))


def client_with(session: str) -> Client:
    """The browser, in which the person of a session is now signed in."""
    client = _browser()
    client.cookies.clear()
    client.cookies[settings.SESSION_COOKIE_NAME] = session
    return client


@contextmanager
def counted_queries() -> Iterator[list[str]]:
    """The statements asked of the database meanwhile."""
    asked: list[str] = []

    def count(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        asked.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(count):
        yield asked


def holders(kind: RoleKind) -> list[Person]:
    """Everybody who holds a role today, in a fixed order."""
    roles = Role.objects.on(today()).filter(kind=kind).select_related("person")
    return [role.person for role in roles.order_by("organisation", "classroom", "id")]


def rooms(*, least: int) -> list[Room]:
    """The classes of at least so many pupils, the largest first."""
    home = Enrolment.objects.home().on(today())
    sizes = (
        home.values_list("classroom").annotate(size=Count("pupil")).order_by("-size", "classroom")
    )
    teachers = {
        role.classroom: role.person
        for role in Role.objects.on(today()).filter(kind=RoleKind.HOMEROOM).select_related("person")
    }
    known = set(Classroom.objects.values_list("pk", flat=True))
    return [
        Room(key, teachers[key], list(home.filter(classroom=key).values_list("pupil", flat=True)))
        for key, size in sizes
        if size >= least and key in teachers and key in known
    ]
