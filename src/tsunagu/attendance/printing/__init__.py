"""The month's register on paper and as a table, in the municipality's symbols."""
