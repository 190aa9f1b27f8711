"""A child asks for help: whom that reaches and when, and what is said back, step by step."""
