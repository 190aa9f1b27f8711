"""A real OpenID provider of a city's own, in a process beside the tests (django-oauth-toolkit)."""
