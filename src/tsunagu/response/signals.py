"""What rooms above are told of tasks, in the deed's transaction."""

from django.dispatch import Signal

ended = Signal()
"""A person ended a task, handed it over, or took its end back. Sent with `task` and `by`."""
