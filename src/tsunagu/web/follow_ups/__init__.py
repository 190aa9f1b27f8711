"""Follow-up slips: the board's calls, each school's turn, each slip's way to its support."""
