"""Measured pieces of work, run by `tsunagu bench`."""
