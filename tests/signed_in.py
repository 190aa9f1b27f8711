"""Browsers of people who are signed in and have proved twice who they are."""

from typing import TypeVar

from django.http import HttpRequest
from django.test import Client

from tests.conftest import StrictClient
from tsunagu.access.actor import Actor, actor_of
from tsunagu.access.models import Account
from tsunagu.org.models import Person
from tsunagu.web.entry.proofs import note_proof
from tsunagu.web.entry.sessions import goes_on

C = TypeVar("C", bound=Client)


def sign_in(client: C, who: Account | Person, *, proved: bool = True) -> C:
    """The browser with someone signed in, by password and second proof or by password alone."""
    if isinstance(who, Person):
        found = Account.objects.filter(person=who).first()
        who = found or Account.objects.create_user(str(who.pk), person=who, password=None)
    client.force_login(who)
    request = HttpRequest()
    request.session = client.session
    # As the first page would: else each page whose writing is taken back would do it anew.
    goes_on(request, actor_of(who.person))
    if proved:
        note_proof(request, who)
    request.session.save()
    return client


def browser_of(actor: Actor) -> StrictClient:
    """A browser signed in as the actor, which checks every form it is shown."""
    assert actor.person is not None
    return sign_in(StrictClient(), actor.person)
