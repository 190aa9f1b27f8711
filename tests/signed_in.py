"""Browsers of people who are signed in and have proved twice who they are."""

from typing import TypeVar

from django.test import Client

from tsunagu.access.models import Account
from tsunagu.clock import seconds
from tsunagu.org.models import Person
from tsunagu.web.entry.proofs import GIVEN

C = TypeVar("C", bound=Client)


def sign_in(client: C, who: Account | Person, *, proved: bool = True) -> C:
    """The browser with someone signed in, by password and second proof or by password alone."""
    if isinstance(who, Person):
        found = Account.objects.filter(person=who).first()
        who = found or Account.objects.create_user(str(who.pk), person=who, password=None)
    client.force_login(who)
    if proved:
        session = client.session
        session[GIVEN] = [str(who.pk), seconds()]
        session.save()
    return client
