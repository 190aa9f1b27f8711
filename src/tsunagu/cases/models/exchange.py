"""What the two sides of a share tell one another, and what of it was printed."""

from django.db import models

from tsunagu.cases.models.shares import Share
from tsunagu.org.models import Municipal, Person

NOTE_LENGTH = 400


class Report(Municipal):
    """What the receiver reports back to the school, and who there has read it."""

    share = models.ForeignKey(Share, on_delete=models.CASCADE, related_name="reports")
    on = models.DateField("日")
    text = models.TextField("報告")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("書いた時刻")
    read_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    read_at = models.DateTimeField("読んだ時刻", null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.on:%Y-%m-%d}"


class Note(Municipal):
    """A short note from one person to persons named; nobody else reads it, nobody forwards it."""

    share = models.ForeignKey(Share, on_delete=models.CASCADE, related_name="notes")
    text = models.CharField("連絡", max_length=NOTE_LENGTH)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("書いた時刻")

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d}"


class NoteRead(Municipal):
    """Somebody to whom a note is addressed, and when they said that they have read it."""

    note = models.ForeignKey(Note, on_delete=models.CASCADE, related_name="readers")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("読んだ時刻", null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["note", "person"], name="note_once_a_reader"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d}" if self.at else ""


class Copy(Municipal):
    """A share on paper: how many copies, each of whose pages bears the receiver's name."""

    share = models.ForeignKey(Share, on_delete=models.CASCADE, related_name="copies")
    number = models.PositiveSmallIntegerField("部数")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("印刷した時刻")

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d} {self.number}"
