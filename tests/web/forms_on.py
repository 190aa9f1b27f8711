"""What a page can be sent: its forms with the hidden fields of each, button by button."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

ELSEWHERE = "/accounts/"
"""Where somebody signs out; everything after that would be answered as nobody."""


@dataclass
class Form:
    """A form as it stands on a page: where it is sent, its hidden fields, its buttons."""

    action: str
    hidden: dict[str, str] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)


class _Forms(HTMLParser):
    """The forms of a page that are posted, each under its id or its place."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, Form] = {}
        self.inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.inside = given.get("id") or str(len(self.found))
            if given.get("method") == "post":
                self.found[self.inside] = Form(given.get("action", ""))
        form = self.found.get(given.get("form", self.inside))
        name = given.get("name", "")
        if form is None or name in {"", "csrfmiddlewaretoken"}:
            return
        if tag == "button":
            form.buttons.append((name, given.get("value", "")))
        elif given.get("type") == "hidden":
            form.hidden[name] = given.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = ""


def posts(url: str, page: str) -> Iterator[tuple[str, dict[str, str]]]:
    """To where a page's forms go and with what, nothing filled in; and its address by itself."""
    parser = _Forms()
    parser.feed(page)
    yield url, {}
    for form in parser.found.values():
        if not form.action.startswith(ELSEWHERE):
            for named in [[one] for one in form.buttons] or [[]]:
                yield form.action or url, form.hidden | dict(named)
