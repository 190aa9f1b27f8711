"""A school at a glance: counts by class with the untaken days beside them."""
