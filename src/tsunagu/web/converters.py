"""Kinds of piece in an address."""

from datetime import date


class IsoDate:
    """A date such as 2026-05-20; one that does not exist is no address."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> date:
        """The date; ValueError, hence another address or 404, when there is none."""
        return date.fromisoformat(value)

    def to_url(self, value: date) -> str:
        """As written in an address."""
        return value.isoformat()
