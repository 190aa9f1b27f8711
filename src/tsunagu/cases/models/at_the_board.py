"""What a school brought to the board, step by step until it is over."""

from collections.abc import Set
from typing import ClassVar

from django.db import models

from tsunagu.access.actor import Scope
from tsunagu.clock import today
from tsunagu.org.models import Municipal


class AtTheBoard(Municipal):
    """What school and board carry on together, the next step owed by the day `due`."""

    over: ClassVar[Set[str]]
    """The states in which nothing is owed any more."""
    state = models.CharField("状態", max_length=10)
    due = models.DateField("次のことの期限")

    class Meta:
        abstract = True
        indexes = [models.Index(fields=["municipality", "state", "due"])]

    @property
    def received_scope(self) -> Scope:
        """Where it lies for the board."""
        return Scope(municipality=self.municipality_id)

    @property
    def open(self) -> bool:
        """Is anything owed in it?"""
        return self.state not in self.over

    @property
    def overdue(self) -> bool:
        """Is the next step past its day?"""
        return self.open and self.due < today()
