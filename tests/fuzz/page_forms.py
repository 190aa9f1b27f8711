"""The forms of a page as a browser finds them: where they go, and what each field may hold."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser

FILE = "\0file"
"""Stands for a file that is to be chosen."""


@dataclass
class PageForm:
    """A form: its way, its address, and the values that the page offers by name."""

    method: str
    action: str
    fields: dict[str, set[str]] = field(default_factory=dict)


class _Reader(HTMLParser):
    """Collects forms and what belongs to them, also by the attribute `form`."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self.address, self.found = address, list[PageForm]()
        self.by_id: dict[str, PageForm] = {}
        self.current: PageForm | None = None
        self.select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A form begins, or something that it sends."""
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            action = given.get("action") or self.address
            self.current = PageForm(given.get("method", "get").lower(), action)
            self.found.append(self.current)
            self.by_id[given.get("id", "")] = self.current
        elif tag in {"input", "button", "select", "textarea"} and given.get("name"):
            self._field(tag, given)
        elif tag == "option" and self.current and self.select:
            self.current.fields[self.select].add(given.get("value", ""))

    def _field(self, tag: str, given: Mapping[str, str]) -> None:
        form = self.by_id.get(given.get("form", ""), self.current)
        if form is None or given["name"] == "csrfmiddlewaretoken":
            return
        self.select = given["name"] if tag == "select" else ""
        values = form.fields.setdefault(given["name"], set())
        if tag in {"input", "button"}:
            values.add(FILE if given.get("type") == "file" else given.get("value", "on"))

    def handle_endtag(self, tag: str) -> None:
        """A form or a list of choices ends."""
        if tag == "form":
            self.current = None
        elif tag == "select":
            self.select = ""


def forms_of(page: str, address: str) -> list[PageForm]:
    """Every form of a page at an address."""
    reader = _Reader(address)
    reader.feed(page)
    return reader.found
