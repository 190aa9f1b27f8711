"""Consulting the board: the school's sheets on their way, and the board's inbox."""
