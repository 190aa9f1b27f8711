"""What a roster means for the people, places and enrolments on record."""
