"""The `tsunagu` command."""


def main() -> int:
    """Entry point."""
    return 2
