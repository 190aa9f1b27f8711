"""Tsunagu: one chain that follows a child from notice to account."""
