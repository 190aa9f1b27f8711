"""A fictional city to try everything on."""
