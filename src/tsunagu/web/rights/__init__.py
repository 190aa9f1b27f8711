"""What the person asks for: claims, their review, and what is given."""
