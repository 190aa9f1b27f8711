"""What waits for a second person: keys, roles of outside readers, shares of lone managers."""
