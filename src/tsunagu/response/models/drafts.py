"""Words typed and not yet saved."""

from django.db import models

from tsunagu.access.actor import Actor, Scope
from tsunagu.access.policy import Deed, may
from tsunagu.org.models import Municipal, Person
from tsunagu.response.enums import DraftForm
from tsunagu.school.models import Pupil


class DraftQuerySet(models.QuerySet["Draft"]):
    """Filters on drafts."""

    def visible_to(self, actor: Actor) -> "DraftQuerySet":
        """The actor's own drafts; nobody sees another's, and no part of the system any."""
        if actor.person is None:
            return self.none()
        own = Scope(actor.municipality.pk, person=actor.person.pk)
        if not may(actor, Deed.KEEP_DRAFT, own):
            return self.none()
        return self.filter(municipality=actor.municipality, person=actor.person)


class Draft(Municipal):
    """What someone has typed into a form about a pupil and not yet saved.

    It ends when the form is saved or the draft thrown away, and by itself some days after it was
    last written (the packs' setting `draft-days`).
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="drafts")
    pupil = models.ForeignKey(Pupil, on_delete=models.CASCADE, related_name="+")
    form = models.CharField("書きかけのもの", max_length=10, choices=DraftForm)
    about = models.UUIDField("新しい記録なら子ども、続きを書くならその情報共有")
    typed = models.JSONField("書いたこと", default=dict)
    at = models.DateTimeField("最後に書いた時刻")

    objects = DraftQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["municipality", "at"])]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "form", "about"], name="draft_once_a_person_and_form"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d} {self.form}"
