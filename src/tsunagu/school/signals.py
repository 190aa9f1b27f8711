"""What rooms above are told."""

from django.dispatch import Signal

calendar_changed = Signal()
"""The calendar or the roster changed. Sent with `municipality` (the object), `schools`
(frozenset of keys) and `school_year` (int)."""
