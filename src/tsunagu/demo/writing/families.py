"""The families of the demo's class: most have a letter, one guardian is in."""

from datetime import datetime, time, timedelta

from tsunagu.access.enums import RoleKind
from tsunagu.access.policy import Deed
from tsunagu.attendance.enums import NoticeKind, Reason
from tsunagu.clock import JST, freeze, new_id, today
from tsunagu.demo.writing.consultations import working_days_before
from tsunagu.demo.writing.people import PASSWORD
from tsunagu.demo.writing.register import Book
from tsunagu.demo.writing.shares import actor_by_key
from tsunagu.families.actions import hand_over, make_letters
from tsunagu.families.children import children_of
from tsunagu.families.entering import family_actor, letter_at_hand, make_account
from tsunagu.families.enums import Handed
from tsunagu.families.queries import addressees
from tsunagu.families.telling import Said, tell
from tsunagu.school.models import Enrolment

NAME = "hogosha"
"""As whom the demo lets a guardian in, with the common password."""


def write_families(book: Book, home: int) -> None:
    """Letters made and posted to the class ten working days ago, the last few not yet."""
    school = book.life.classes.classes[home].school
    office = actor_by_key(book.staff.of_school[school, RoleKind.OFFICE])
    inside = Enrolment.objects.on(today()).home().filter(classroom=book.places.classes[0][home])
    with freeze(datetime.combine(working_days_before(today(), 10), time(15), JST)):
        wanting = [one for one in addressees(inside) if one.wants_a_letter]
        if not wanting:
            return
        made = make_letters(to=wanting[: len(wanting) * 3 // 4 + 1], by=office)
        hand_over(letters=addressees(inside), how=Handed.POSTED, by=office)
    with freeze(datetime.combine(working_days_before(today(), 8), time(20), JST)):
        first = min(made, key=lambda one: one.addressee.guardian.order)
        opened = letter_at_hand(first.letter.pk)
        assert opened is not None
        account = make_account(
            opened=opened,
            name=NAME,
            password=PASSWORD,
            again=PASSWORD,
            language="pt",
            via="screen",
        )
    by, tomorrow = family_actor(account, via="screen"), today() + timedelta(days=1)
    for child in children_of(by, Deed.TELL_SCHOOL):
        said = Said(NoticeKind.LATE, tomorrow, tomorrow, at=time(10, 30), reason=Reason.ILLNESS)
        tell(child=child.key, said=said, key=new_id(), instead_of=None, by=by)
