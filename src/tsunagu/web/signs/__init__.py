"""Pages of what was noticed: writing it in two touches, what waits, the grade meeting's list."""
