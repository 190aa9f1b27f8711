"""Reads of what is owed and why, shared by several screens."""
