"""The practice library: anonymised case stories, found by all staff, written by some."""
