"""The municipality at a glance: counts by school, numbers only."""
