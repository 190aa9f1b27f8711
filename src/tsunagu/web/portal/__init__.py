"""The pupils' pages: small, readable for their grade, and nothing of theirs left on a tablet."""
