"""When the adults look again at what they agreed about a pupil."""

from datetime import date

from django.db.models import Q, QuerySet

from tsunagu.clock import today
from tsunagu.response.models import RuleFreeze
from tsunagu.school.models import Pupil


def reviews_ahead(pupil: Pupil) -> QuerySet[RuleFreeze]:
    """The review dates that hold today or later, the first to come first."""
    ahead = Q(last__isnull=True) | Q(last__gte=today())
    return RuleFreeze.objects.filter(ahead, pupil=pupil).order_by("first", "pk")


def next_review(pupil: Pupil) -> date | None:
    """The day on which someone looks again; None where none is set."""
    return min((one.last for one in reviews_ahead(pupil) if one.last), default=None)
