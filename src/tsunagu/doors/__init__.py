"""The doors of pupils: class codes, picture passwords, and words that a child can read."""
