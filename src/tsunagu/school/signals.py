"""What rooms above are told."""

from django.dispatch import Signal

calendar_changed = Signal()
"""The calendar or the roster changed. Sent with `municipality` (the object), `schools`
(frozenset of keys) and `school_year` (int)."""

recorded_until = Signal()
"""Until when has something been recorded? Sent with `municipality` and `pupils` (frozenset of
keys). A receiver answers a mapping of pupil to the last day with a roll call of the pupil's class
or a mark of the pupil's; an enrolment is never ended before it by an import's own choice."""
