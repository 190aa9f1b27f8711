"""What rooms above are told: they reconcile what follows from a pupil's days."""

from django.dispatch import Signal

marks_changed = Signal()
"""Some pupils' days changed. Sent in the deed's transaction with `municipality` (the object),
`pupils` (frozenset of keys), `school_year` (int) and `since` (date): no day before it changed.
`there` (frozenset of keys) are others whom today's first roll found simply present."""

days_changed = Signal()
"""Much changed at once (an import, a calendar). Sent with `municipality`, `schools` (frozenset
of keys) and `school_year`; the schools are reconciled afterwards, with a visible state."""
