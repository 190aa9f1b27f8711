"""What rooms above are told."""

from django.dispatch import Signal

calendar_changed = Signal()
"""The calendar or the roster changed. Sent with `municipality` (the object), `schools`
(frozenset of keys) and `school_year` (int)."""

recorded_until = Signal()
"""Until when has something been recorded? Sent with `municipality` and `pupils` (frozenset of
keys). A receiver answers a mapping of pupil to the last day with a roll call of the pupil's class
or a mark of the pupil's; an enrolment is never ended before it by an import's own choice."""

recorded_days = Signal()
"""On which days has something been recorded? Sent with `municipality` and `cuts`
(`school.imports.roster.lost.Cut`). A receiver answers for each the days with a roll call of its
class or a mark of its pupil's."""

days_confirmed = Signal()
"""Whose register has confirmed some of these days? Sent with `schools` and `days` (frozensets of
keys and dates) before class days change. A receiver answers with Japanese sentences that name the
month and the schools; with any, the days stay as they are."""
