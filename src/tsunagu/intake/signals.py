"""What rooms above are asked and told about imports."""

from django.dispatch import Signal

acted_on = Signal()
"""Have people acted on what a run brought? Sent before a run is taken back with `run` (the
`ImportRun`), `created` and `changed` (mappings of a model's label, such as `school.pupil`, to a
frozenset of keys). A receiver answers a list of Japanese sentences, who did what; nobody = []."""

undone = Signal()
"""A run was taken back. Sent in the transaction with `run`, `created` and `changed` as above."""
