"""Suspected abuse: everybody of a school writes, its managers read."""
