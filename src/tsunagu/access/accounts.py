"""What people do about accounts: user ids and one-time passwords, closing and opening."""

import re
import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth.hashers import make_password
from django.db import transaction

from tsunagu.access.actor import Actor, Scope
from tsunagu.access.models import Account
from tsunagu.access.noted import note_deed
from tsunagu.access.policy import Deed, require
from tsunagu.access.refusal import Refused
from tsunagu.clock import new_id, today
from tsunagu.org.models import Municipality, Person
from tsunagu.packs.overtime import number

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without those that look alike on paper."""
GROUPS, GROUP = 4, 4
USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{2,63}")
"""What an id of the roster must be like to serve as a user id."""


@dataclass(frozen=True)
class Issued:
    """A user id with its one-time password, to be handed over; the password is kept nowhere."""

    person: Person
    username: str
    password: str
    until: date


def issue_accounts(*, people: Sequence[Person], by: Actor) -> list[Issued]:
    """Give people of one municipality accounts, or those who have one a new one-time password.

    It lets in until the day that the packs say, and only to choose another. The user id of a new
    account is the person's id of the roster, with more behind it where that is taken.

    Raises `Denied`, and `Refused` for people who have left.
    """
    with transaction.atomic():
        for person in people:
            require(by, Deed.SET_ACCOUNT, Scope(municipality=person.municipality_id))
        if left := [
            f"{person.name}さんは在職していません" for person in people if not person.active
        ]:
            raise Refused(left)
        known = {a.person_id: a for a in Account.objects.filter(person__in=people)}
        names = _usernames([person for person in people if person.pk not in known])
        until = _until(by.municipality)
        issued = []
        for person in people:
            account = known.get(person.pk) or Account(username=names[person], person=person)
            password = one_time_password()
            account.password = make_password(password)
            account.change_by = until
            account.devices = new_id()
            account.save()
            end_sessions(account)
            issued.append(Issued(person, account.username, password, until))
            _record(by, account, "renew" if person.pk in known else "give")
        return issued


def account_for(*, person: Person) -> Account:
    """The account of a person who comes in by another way than a password, made on first use."""
    with transaction.atomic():
        account = Account.objects.filter(person=person).first()
        if account is None:
            [name] = _usernames([person]).values()
            account = Account.objects.create_user(name, person=person, password=None)
        return account


def reset_proofs(*, account: Account, by: Actor) -> None:
    """Take away a person's passkeys, codes and trusted devices, who has lost them; audited.

    The next page that needs a second proof lets the person set up a new one.
    """
    require(by, Deed.SET_ACCOUNT, Scope(municipality=account.person.municipality_id))
    if by.person is not None and by.person.pk == account.person_id:
        raise Refused(["自分の二つめの確認は、ほかのシステム管理者に頼んでください"])
    with transaction.atomic():
        Authenticator.objects.filter(user=account).delete()
        account.devices = new_id()
        account.save(update_fields=["devices"])
        end_sessions(account)
        _record(by, account, "reset-proofs")


def end_sessions(account: Account) -> None:
    """End every session of an account at once."""
    for session in UserSession.objects.filter(user=account):
        session.end()


def set_open(*, account: Account, is_open: bool, by: Actor) -> None:
    """Close an account, which ends its sessions at once, or open it again."""
    require(by, Deed.SET_ACCOUNT, Scope(municipality=account.person.municipality_id))
    if by.person is not None and by.person.pk == account.person_id:
        raise Refused(["自分の利用者IDは、ほかのシステム管理者に頼んでください"])
    with transaction.atomic():
        account.is_active = is_open
        account.save(update_fields=["is_active"])
        _record(by, account, "open" if is_open else "close")


def one_time_password() -> str:
    """Sixteen letters, some 79 bits."""
    return in_groups(GROUPS)


def in_groups(groups: int) -> str:
    """So many groups of four letters by chance, easy to copy from paper; each has 19.8 bits."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(GROUP)) for _ in range(groups))


def _until(municipality: Municipality) -> date:
    """The last day on which a one-time password of today lets in."""
    days = number(municipality.packs, "first-password-days").on(today())
    return today() + timedelta(days=days)


def _usernames(people: Collection[Person]) -> dict[Person, str]:
    """A free user id for each."""
    wished = {person: _wish(person) for person in people}
    taken = set(
        Account.objects.filter(username__in=wished.values()).values_list("username", flat=True)
    )
    names: dict[Person, str] = {}
    for person, wish in wished.items():
        name = wish
        while name in taken:
            name = f"{wish}-{secrets.token_hex(2)}"
        taken.add(name)
        names[person] = name
    return names


def _wish(person: Person) -> str:
    """The roster's id where it may be a username."""
    plain = re.sub(r"[^a-z0-9._-]", "", person.sourced_id.lower()).lstrip("._-")
    return plain if USERNAME.fullmatch(plain) else f"u{person.pk.hex[-10:]}"


def _record(by: Actor, account: Account, what: str) -> None:
    note_deed(by, Deed.SET_ACCOUNT, "account", account.pk, what=what, person=str(account.person_id))
