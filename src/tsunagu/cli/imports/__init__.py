"""`tsunagu import`: one file a kind of import; each has `add(kinds)`."""
