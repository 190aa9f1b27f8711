"""What guardians do at their door: a letter's code, an account, and in."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator, RegexValidator
from django.db import transaction
from django.db.models import QuerySet

from tsunagu.access.actor import Actor, Scope
from tsunagu.access.enums import DataClass, RoleKind
from tsunagu.access.noted import note_deed
from tsunagu.access.policy import Deed, require
from tsunagu.clock import new_id, now, today
from tsunagu.families.codes import digests
from tsunagu.families.models import FamilyAccount, FamilyLetter
from tsunagu.families.tries import AT_A_TIME, Wait, count_try, forget_tries, wait_after

NAME = RegexValidator(r"^[a-z0-9][a-z0-9._-]{3,63}$")
MAIL = EmailValidator()


class Wrong(Exception):
    """What was given is not taken; `keys` are the texts that say why, all at once."""

    def __init__(self, *keys: str) -> None:
        self.keys = keys
        super().__init__(*keys)


def family_actor(account: FamilyAccount, *, via: str) -> Actor:
    """A guardian as an actor, who reaches nothing but what used letters open."""
    return Actor(
        municipality=account.municipality,
        label="",
        guardian=account.pk,
        kinds=frozenset({RoleKind.GUARDIAN}),
        assured=DataClass.II,
        via=via,
    )


def own_scope(actor: Actor) -> Scope:
    """Where what is the guardian's own lies."""
    return Scope(municipality=actor.municipality.pk, person=actor.guardian)


@dataclass(frozen=True)
class Opened:
    """A letter whose code and child somebody knew, for the moment until it is used."""

    letter: FamilyLetter
    before: FamilyAccount | None
    """The account with which the same guardian came in before."""


def open_letter(*, code: str, birth_date: date, via: str) -> Opened:
    """The letter of a code, for somebody who knows when the child was born.

    A code of nothing, one used, withdrawn or expired, and another birth date are answered alike.
    Raises `Wrong` and `Wait`.
    """
    with transaction.atomic():
        found = _open_letters().filter(digest__in=digests(code))
        letter = found.select_for_update(of=("self",)).first()
        if letter is None:
            raise Wrong("code.wrong")
        if letter.waits_until:
            raise Wait(letter.waits_until)
        right = letter.guardian.pupil.birth_date == birth_date
        _count_letter(letter, right=right)
        if letter.waits_until:
            pupil = letter.guardian.pupil_id
            by = _nobody(letter, via)
            note_deed(by, Deed.OWN_FAMILY, "family_letter", letter.pk, pupil=pupil, what="slowed")
    if letter.waits_until:
        raise Wait(letter.waits_until)
    if not right:
        raise Wrong("code.wrong")
    return Opened(letter, _account_of(letter))


def letter_at_hand(key: UUID) -> Opened | None:
    """The letter that somebody has opened, if it still can be used."""
    letter = _open_letters().filter(pk=key).first()
    return Opened(letter, _account_of(letter)) if letter else None


def make_account(
    *, opened: Opened, name: str, password: str, again: str, language: str, via: str
) -> FamilyAccount:
    """Use a letter for a new account, or for a new password of the account there is.

    Raises `Wrong` with all that is not right, and `Wait` for who tries which names are taken.
    """
    account = opened.before
    said = account.name if account else name.strip().lower()
    if faults := [*([] if account else _name_faults(said)), *_password_faults(password, again)]:
        raise Wrong(*faults)
    if account is None and FamilyAccount.objects.filter(name=said).exists():
        # Said only where all else is right: who tries a name that nobody has uses the letter up.
        count_try(str(opened.letter.pk))
        raise Wrong("account.name-taken")
    with transaction.atomic():
        if account is None:
            account = FamilyAccount(
                municipality=opened.letter.municipality, name=said, at=now(), used_on=today()
            )
        account.password, account.stamp = make_password(password), new_id()
        account.language = language
        account.save()
        use_letter(letter=opened.letter, by=family_actor(account, via=via), account=account)
    forget_tries(account.name)
    return account


def use_letter(*, letter: FamilyLetter, by: Actor, account: FamilyAccount) -> None:
    """From now on the account sees the child, once the school says that it may. Raises `Wrong`.

    A letter of somebody else's does not fit: of a guardian who has another account, or of another
    guardian of a child that the account knows already. Nor does one of another municipality.
    """
    require(by, Deed.OWN_FAMILY, own_scope(by))
    with transaction.atomic():
        held = _open_letters().select_for_update(of=("self",)).filter(pk=letter.pk).first()
        if held is None:
            raise Wrong("code.wrong")
        if not _fits(held, account):
            held.told_at = now()
            held.save(update_fields=["told_at"])
        else:
            FamilyLetter.objects.filter(
                guardian=held.guardian_id, used_at__isnull=False, ended_at=None
            ).update(ended_at=now())
            held.account, held.used_at = account, now()
            held.save(update_fields=["account", "used_at"])
            pupil = held.guardian.pupil_id
            note_deed(by, Deed.OWN_FAMILY, "family_letter", held.pk, pupil=pupil, what="used")
    if held.used_at is None:
        raise Wrong("account.other")


def enter(*, name: str, password: str, via: str) -> FamilyAccount:
    """The account of a name and its password. Raises `Wrong` and `Wait`.

    A name that nobody has is counted, looked at and answered like a wrong password. While one has
    to wait the password is not looked at.
    """
    said = name.strip().lower()
    until = count_try(said)
    account = FamilyAccount.objects.select_related("municipality").filter(name=said).first()
    if account is None:
        make_password(password)  # It takes as long as where there is one.
    elif check_password(password, account.password):
        forget_tries(said)
        account.used_on = today()
        with transaction.atomic():
            account.save(update_fields=["used_on"])
            _note_entry(account, via, "in")
        return account
    elif until:
        _note_entry(account, via, "slowed")
    if until:
        raise Wait(until)
    raise Wrong("door.wrong")


def _note_entry(account: FamilyAccount, via: str, what: str) -> None:
    by = family_actor(account, via=via)
    note_deed(by, Deed.OWN_FAMILY, "family_account", account.pk, what=what)


def _open_letters() -> QuerySet[FamilyLetter]:
    """Letters that can still be used, each with whose it is."""
    rows = FamilyLetter.objects.filter(used_at=None, ended_at=None, until__gte=today())
    return rows.select_related("guardian__pupil", "municipality")


def _account_of(letter: FamilyLetter) -> FamilyAccount | None:
    used = FamilyLetter.objects.filter(
        guardian=letter.guardian_id, used_at__isnull=False, ended_at=None
    )
    found = used.select_related("account__municipality").first()
    return found.account if found else None


def _fits(letter: FamilyLetter, account: FamilyAccount) -> bool:
    if letter.municipality_id != account.municipality_id:
        return False
    before = _account_of(letter)
    if before is not None:
        return before.pk == account.pk
    known = account.letters.filter(guardian__pupil=letter.guardian.pupil_id)
    return not known.exclude(guardian=letter.guardian_id).exists()


def _count_letter(letter: FamilyLetter, *, right: bool) -> None:
    letter.wrong = 0 if right else letter.wrong + 1
    waits, rest = divmod(letter.wrong, AT_A_TIME)
    letter.wait_until = wait_after(waits) if waits and not rest else None
    if letter.wait_until:
        letter.told_at = now()
    letter.save(update_fields=["wrong", "wait_until", "told_at"])


def _nobody(letter: FamilyLetter, via: str) -> Actor:
    """Somebody with a letter and no account yet: the audit knows the letter."""
    return Actor(
        municipality=letter.municipality,
        label="families",
        kinds=frozenset({RoleKind.GUARDIAN}),
        via=via,
    )


def _name_faults(name: str) -> list[str]:
    try:
        (MAIL if "@" in name else NAME)(name)
    except ValidationError:
        return ["account.name-wrong"]
    return []


def _password_faults(password: str, again: str) -> list[str]:
    try:
        validate_password(password)
    except ValidationError as error:
        short = any(one.code == "password_too_short" for one in error.error_list)
        return ["account.short" if short else "account.weak"]
    return [] if password == again else ["account.differ"]
