"""What was noticed about a child, early and without a score, and with whom nobody has spoken."""
