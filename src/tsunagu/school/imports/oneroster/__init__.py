"""OneRoster 1.2 CSV, base and Japan profiles, as strict as the format is."""
