"""Rows of which there are very many."""

from django.db import models

from tsunagu.org.models import Municipal, Municipality


class Lean(Municipal):
    """A record of which a city writes hundreds of thousands a year.

    Its foreign keys have no index of their own where another leads with them or nobody asks by
    them.
    """

    municipality = models.ForeignKey(
        Municipality,
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
        db_index=False,
    )

    class Meta:
        abstract = True
