"""SOS: a child's page, open to everybody; the pages of who reads it; the board's duty."""
