"""Letters made and used: what tests of the guardians' door begin with."""

from datetime import date

from tsunagu.access.actor import Actor
from tsunagu.access.policy import Deed
from tsunagu.clock import today
from tsunagu.families.actions import make_letters
from tsunagu.families.children import children_of
from tsunagu.families.entering import family_actor, make_account, open_letter
from tsunagu.families.models import FamilyAccount
from tsunagu.families.queries import Addressee, addressees
from tsunagu.school.models import Classroom, Enrolment

BORN, PASSWORD = date(2017, 5, 4), "kawa yama hoshi sora"


def of(room: Classroom, *names: str) -> list[Addressee]:
    """Guardians of the class by name, or all."""
    rows = addressees(Enrolment.objects.on(today()).home().filter(classroom=room))
    return [one for one in rows if not names or one.guardian.name in names]


def letter_to(room: Classroom, name: str, by: Actor) -> str:
    """A new letter's code."""
    [made] = make_letters(to=of(room, name), by=by)
    return made.code


def come_in(code: str, name: str = "", password: str = PASSWORD) -> FamilyAccount:
    """Use a code for an account."""
    opened = open_letter(code=code, birth_date=BORN, via="screen")
    return make_account(
        opened=opened,
        name=name or code.replace("-", ""),
        password=password,
        again=password,
        language="pt",
        via="screen",
    )


def seen(account: FamilyAccount) -> list[str]:
    """The guardians as whom an account sees a child."""
    actor = family_actor(account, via="screen")
    return [child.guardian.name for child in children_of(actor, Deed.OWN_FAMILY)]
