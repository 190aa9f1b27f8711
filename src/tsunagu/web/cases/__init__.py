"""Sharing outside the school: the school's side, and the receiver's."""
