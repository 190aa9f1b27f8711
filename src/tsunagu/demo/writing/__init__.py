"""The demo city's plans written into the database, in bulk."""
