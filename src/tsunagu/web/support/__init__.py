"""Cases: the team around a child, what the family wishes, and what comes next."""
