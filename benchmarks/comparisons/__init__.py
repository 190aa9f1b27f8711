"""The same responses by other means, to measure against and to agree with."""
