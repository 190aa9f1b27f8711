"""The systems that this one is connected with, and their keys."""
