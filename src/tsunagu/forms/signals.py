"""What rooms above are told of sheets, in the deed's transaction."""

from django.dispatch import Signal

answered = Signal()
"""An answer was written. Sent with `answer`, `field` (the form's), `before` (the value that stood
there) and `by` (the actor)."""

signed = Signal()
"""Somebody signed a sheet. Sent with `sheet`, `field` (the form's) and `by` (the actor)."""

withdrawn = Signal()
"""A sheet was taken back. Sent with `sheet` and `by` (the actor)."""
