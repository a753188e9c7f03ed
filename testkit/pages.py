"""What a browser without JavaScript would send from a page: the fields of a form as they stand."""

from html.parser import HTMLParser
from typing import Any


class _Form(HTMLParser):
    """Collects the fields of the form with an id, in order of the page; buttons are left to the test."""

    def __init__(self, wanted: str) -> None:
        super().__init__()
        self.wanted, self.is_inside, self.was_found = wanted, False, False
        self.fields: dict[str, list[str]] = {}
        self._area = self._select = ""
        self._options: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.is_inside = given.get("id") == self.wanted
            self.was_found |= self.is_inside
        if not self.is_inside or "disabled" in given:
            return
        name, kind = given.get("name", ""), given.get("type", "")
        if tag == "input" and name and (kind not in ("checkbox", "radio", "file") or "checked" in given):
            usual = "on" if kind in ("checkbox", "radio") else ""
            self.fields.setdefault(name, []).append(given.get("value", usual))
        elif tag == "textarea":
            self._area = name
            self.fields[name] = [""]
        elif tag == "select":
            self._select, self._options = name, []
        elif tag == "option" and self._select:
            self._options.append((given.get("value", ""), "selected" in given))

    def handle_data(self, data: str) -> None:
        if self._area:
            self.fields[self._area][0] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.is_inside = False
        elif tag == "textarea" and self._area:
            # HTML drops the line break a text area begins with, and a browser sends each as two characters.
            text = self.fields[self._area][0].replace("\r\n", "\n").removeprefix("\n")
            self.fields[self._area][0] = text.replace("\n", "\r\n")
            self._area = ""
        elif tag == "select" and self._select:
            chosen = [value for value, is_chosen in self._options if is_chosen]
            self.fields[self._select] = chosen or [value for value, _is_chosen in self._options[:1]]
            self._select = ""


def fields_of(answer: Any, form: str) -> dict[str, list[str]]:
    """Names and values of the form with the id `form` on a page, as its browser would send them."""
    parser = _Form(form)
    parser.feed(answer.content.decode())
    assert parser.was_found, answer.status_code
    parser.fields.pop("csrfmiddlewaretoken", None)
    return parser.fields
